/*
 * keyword.h: what people reply to get no more messages, to get them again, or to ask for help: the words of
 * [messages] stop_words, start_words and help_words, separated by commas; a word may have spaces in it.
 *
 * A reply is such a word when it is nothing else: letter case (Unicode's full case folding) and normal form
 * (NFKC) do not count, nor do the dots of I and i, nor does what is not a letter or digit around it, nor what
 * cannot be seen.
 */
#ifndef CURT_MESSAGE_KEYWORD_H
#define CURT_MESSAGE_KEYWORD_H

#include "base/config.h"

enum keyword { KEYWORD_NONE, KEYWORD_STOP, KEYWORD_START, KEYWORD_HELP, KEYWORDS };

/* The first list that has it. text is UTF-8. */
enum keyword keyword_find(const struct config *, const char *text);

/* "stop", "start", "help"; "" for none */
const char *keyword_name(enum keyword);

#endif
