#include "base/program.h"

#include <locale.h>
#include <sys/stat.h>

#include "base/log.h"

void
program_begin(const char *name)
{
    log_open(name);
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        log_warn("there is no locale C.UTF-8: international host names are refused");
    umask(077);
}
