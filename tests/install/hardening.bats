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
@test "each object is compiled for CET" {
    [ "$(uname -m)" = x86_64 ] || skip "only x86 has it"
    local objects
    objects=$(find "$BUILD/lib" "$BUILD/cgi-bin" "$BUILD/sbin" -name '*.o')
    # shellcheck disable=SC2086
    is "objects with the mark" "$(wc -w <<<"$objects")" "$(readelf --notes $objects | grep -c 'x86 feature: IBT, SHSTK')"
}
