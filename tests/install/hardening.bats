# What the default build has against bugs that are exploited, in each program.
load ../site.bash

@test "each program has a stack protector, FORTIFY, full RELRO, and PIE" {
    local program
    for program in "$BUILD"/cgi-bin/*.fcgi "$BUILD/sbin/curt" "$BUILD"/sbin/curt-*; do
        readelf -W --dyn-syms --dynamic --segments --notes "$program" >"$BATS_TEST_TMPDIR/elf"
        for sign in __stack_chk_fail __vsnprintf_chk GNU_RELRO 'FLAGS_1.*NOW.*PIE'; do
            grep -q "$sign" "$BATS_TEST_TMPDIR/elf" || {
                echo "$program lacks $sign" >&2
                return 1
            }
        done
    done
}

# The linker leaves the mark out of a program, because Debian 12's own crt1.o has none.
@test "each object of the libraries is compiled for CET" {
    [ "$(uname -m)" = x86_64 ] || skip "only x86 has it"
    local archive
    for archive in "$BUILD"/lib*.a; do
        is "objects with the mark in $archive" "$(ar t "$archive" | wc -l)" \
            "$(readelf --notes "$archive" | grep -c 'x86 feature: IBT, SHSTK')"
    done
}
