package io.limpid;

import io.limpid.signal.PersonalKind;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.keyword.KeywordIndex;
import java.util.Map;
import java.util.Set;

/**
 * What every post is looked at with, shared by all decisions of a filter.
 *
 * @param index the entries of all lists in use
 * @param personal the kinds of personal data that some rule asks for
 * @param classifiers models that rules may ask, by name
 * @param sensors how many sensors the rules have
 */
record Detectors(KeywordIndex index, Set<PersonalKind> personal, Map<String, Classifier> classifiers, int sensors) {}
