package io.limpid.server.web;

/** A page that says one thing, such as that there is no such rule. */
record MessagePage(View view, String message) {}
