# run.bash: a unit test as the suites run it.
#
# unit_run COMMAND...    speaks TAP; a program that ends before its last test, or badly after it, has failed
# units_under_a_tool    the names of all that can run under a sanitizer or valgrind

# xmalloc_test asks for more memory than there is, which these report.
units_under_a_tool() {
    basename -s .c tests/unit/*_test.c | grep -vx xmalloc_test
}

unit_run() {
    local said status planned told
    said=$(CMOCKA_MESSAGE_OUTPUT=TAP "$@" 2>&1)
    status=$?
    said=$(sed 's/^not ok \([0-9]* # SKIP\)/ok \1/' <<<"$said") # as cmocka says it, it would be a failure
    printf '%s\n' "$said"
    planned=$(sed -n 's/^1\.\.//p' <<<"$said")
    told=$(grep -cE '^(not )?ok\b' <<<"$said")
    if [ "$status" -ne 0 ] || [ "$told" != "$planned" ]; then
        grep -qE '^not ok\b' <<<"$said" || echo "not ok $((told + 1)) - ended with status $status after $told of $planned tests"
    fi
}
