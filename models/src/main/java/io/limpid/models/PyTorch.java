package io.limpid.models;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** Sets the engine up for training: no network, and one thread, so that sums are added in one order. */
final class PyTorch {
    private PyTorch() {}

    static void prepare() {
        System.setProperty("ai.djl.offline", "true");
        Engine.getInstance();
        JniUtils.setNumThreads(1);
    }
}
