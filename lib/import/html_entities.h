/*
 * html_entities.h: a text that was written for HTML, as it is read: the character references that programs
 * write become what they stand for (HTML Standard, 13.5).
 */
#ifndef CURT_IMPORT_HTML_ENTITIES_H
#define CURT_IMPORT_HTML_ENTITIES_H

/*
 * In place, once: "&amp;lt;" becomes "&lt;". Numbers become the character, if it is one and no control
 * character; of the names, those of HTML 2 and the usual ones of punctuation are known. Others stay.
 */
void html_entities_decode(char *text);

#endif
