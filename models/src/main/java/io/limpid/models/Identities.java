package io.limpid.models;

import java.util.List;

/** Words for who somebody is, which must not be evidence by themselves. */
final class Identities {
    static final List<String> ENGLISH = List.of(
            "Muslim",
            "Jewish",
            "Christian",
            "Hindu",
            "Buddhist",
            "Sikh",
            "black",
            "white",
            "Asian",
            "Latino",
            "African",
            "Chinese",
            "Mexican",
            "Indian",
            "Arab",
            "Russian",
            "Polish",
            "Nigerian",
            "gay",
            "lesbian",
            "bisexual",
            "transgender",
            "trans",
            "queer",
            "straight",
            "disabled",
            "deaf",
            "blind",
            "autistic",
            "old",
            "young",
            "fat",
            "poor",
            "homeless",
            "female",
            "male",
            "foreign",
            "married",
            "vegan",
            "tall");

    static final List<String> CHINESE = List.of(
            "穆斯林", "犹太人", "基督徒", "佛教徒", "黑人", "白人", "亚洲人", "日本人", "韩国人", "美国人", "河南人", "东北人", "上海人", "广东人", "新疆人",
            "西藏人", "同性恋", "双性恋", "跨性别者", "残疾人", "聋人", "盲人", "自闭症患者", "女人", "男人", "老人", "年轻人", "农民工", "外地人", "难民", "移民",
            "单亲妈妈", "护士", "老师", "程序员", "司机");

    private Identities() {}
}
