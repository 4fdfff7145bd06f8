/*
 * sql_dump.h: the rows of the tables in an SQL dump, as mysqldump, mariadb-dump and phpMyAdmin write it:
 *
 *     INSERT INTO `yourls_url` (`keyword`, `url`) VALUES ('a','https://example.com/'),(...);
 *
 * An INSERT without names of columns has those of the CREATE TABLE before it. Texts are read as MySQL reads
 * them (MySQL 8.0 Reference Manual, 9.1.1 String Literals): \' '' \n \0 and the others, 0x..., x'...', NULL,
 * _binary before a text. pg_dump --inserts writes the same, and that a backslash in a text is one (PostgreSQL
 * manual, standard_conforming_strings). Statements other than INSERT, REPLACE and CREATE TABLE are passed
 * over, and so is what stands in comments.
 */
#ifndef CURT_IMPORT_SQL_DUMP_H
#define CURT_IMPORT_SQL_DUMP_H

#include <stdio.h>

#include "import/import_record.h"
#include "import/import_why.h"

#define SQL_DUMP_ROW_MAX  65536 /* bytes of all texts of a row; a longer row is a bad record */
#define SQL_DUMP_NAME_MAX 64    /* of a table or a column: what MySQL allows */

struct sql_dump;

/* The file is the caller's, read from where it is, and so is why, which must stay. */
struct sql_dump *sql_dump_create(FILE *, struct import_why *);
void sql_dump_free(struct sql_dump *);

/* The next row of any table. FAULT_MISSING at the end; FAULT_INPUT (*why says it): the dump is cut short. */
enum fault sql_dump_next(struct sql_dump *, struct import_record *out);

#endif
