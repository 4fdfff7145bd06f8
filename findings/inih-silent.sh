#!/bin/bash
# inih-silent: a configuration read with Debian's libinih says nothing of what it has cut, dropped or replaced.
#
# inih is configured when it is compiled. As Debian compiles it, a line has room for 199 characters, and what follows
# them is taken for a line of its own: a long address that ends in ?key=value becomes a shorter address and one more key.
# A key after a ] on the same line is dropped. A # after a value is part of the value, while a ; begins a comment. A key
# that is given twice reaches the handler twice, so that most programs keep the last. None of these is an error for
# ini_parse(): it returns 0. A program that takes long values or passwords from a file has to check lines itself.
#
# Seen with libinih-dev 55-1 of Debian 12.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libinih-dev=55-1 libinih1=55-1 >/dev/null 2>&1
for package in ./*.deb; do
    dpkg-deb -x "$package" root
done

cat >read.c <<'END'
#include <ini.h>
#include <stdio.h>
#include <string.h>

static int
take(void *arg, const char *section, const char *name, const char *value)
{
    (void)arg;
    printf("[%s] %s = %.24s (%zu)\n", section, name, value, strlen(value));
    return 1;
}

int
main(int argc, char **argv)
{
    (void)argc;
    printf("%d\n", ini_parse(argv[1], take, NULL));
    return 0;
}
END
library=$(find root -name 'libinih.so.1')
gcc -Iroot/usr/include read.c "$library" -Wl,-rpath,"$(dirname "$(realpath "$library")")" -o read

{
    echo '[a]'
    echo "webhook = https://example.com/$(printf 'segment/%.0s' $(seq 21))?key=value"
    echo 'password = one # two'
    echo 'comment = one ; two'
    echo 'twice = 1'
    echo 'twice = 2'
    echo '[b] dropped = 1'
    echo 'kept = 1'
} >file
./read file | tee seen
diff seen - <<'END'
[a] webhook = https://example.com/segm (189)
[a] key = value (5)
[a] password = one # two (9)
[a] comment = one (3)
[a] twice = 1 (1)
[a] twice = 2 (1)
[b] kept = 1 (1)
0
END
