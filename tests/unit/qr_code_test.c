/*
 * qr_code_test.c: both images are the same code, with a quiet zone, and a text that is too long has none.
 * That readers read it is tests/e2e/qr.bats.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/qr_code.h"

#include <png.h>

#include "store_fixture.h"

#define URL "https://s.example.com/Ab3xY9z"

enum { SCALE = 3, MARGIN = 4, MODULES_MAX = 200 };

/* Modules that are dark, by the SVG: its path is M x y h width v1 h -width z for each run. */
static unsigned
svg_modules(const char *svg, bool dark[MODULES_MAX][MODULES_MAX])
{
    unsigned size = 0;
    int n;
    memset(dark, 0, MODULES_MAX * sizeof *dark);
    assert_int_equal(sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 %u", &size), 1);
    assert_true(size > 2 * MARGIN && size <= MODULES_MAX);
    const char *at = strstr(svg, "<path d=\"") + strlen("<path d=\"");
    for (unsigned x, y, width, back; *at == 'M'; at += n) {
        assert_int_equal(sscanf(at, "M%u %uh%uv1h-%uz%n", &x, &y, &width, &back, &n), 4);
        assert_int_equal(width, back);
        assert_true(x + width <= size - MARGIN && y < size - MARGIN && x >= MARGIN && y >= MARGIN);
        for (unsigned i = 0; i < width; i++)
            dark[y][x + i] = true;
    }
    assert_string_equal(at, "\"/></svg>\n");
    return size;
}

static void
both_images_are_the_same_code(void **state)
{
    static char space[QR_CODE_SVG_SIZE];
    static bool dark[MODULES_MAX][MODULES_MAX];
    struct buffer svg = buffer_over(space, sizeof space);
    png_image image = {.version = PNG_IMAGE_VERSION};
    uint8_t *png;
    size_t length;
    (void)state;
    assert_int_equal(qr_code_svg(URL, &svg), FAULT_NONE);
    const unsigned size = svg_modules(svg.text, dark);
    assert_int_equal(qr_code_png(URL, SCALE, &png, &length), FAULT_NONE);
    assert_int_equal(png_image_begin_read_from_memory(&image, png, length), 1);
    assert_int_equal(image.width, size * SCALE);
    assert_int_equal(image.height, size * SCALE);
    image.format = PNG_FORMAT_GRAY;
    uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
    assert_int_equal(png_image_finish_read(&image, NULL, pixels, 0, NULL), 1);
    for (unsigned y = 0; y < image.height; y++)
        for (unsigned x = 0; x < image.width; x++)
            assert_int_equal(pixels[y * image.width + x], dark[y / SCALE][x / SCALE] ? 0 : 255);
    assert_true(dark[MARGIN][MARGIN] && dark[MARGIN][size - MARGIN - 1] && dark[size - MARGIN - 1][MARGIN]);
    free(pixels);
    free(png);
}

static void
a_text_that_is_too_long_has_none(void **state)
{
    static char space[QR_CODE_SVG_SIZE], text[4000];
    struct buffer svg = buffer_over(space, sizeof space);
    uint8_t *png;
    size_t length;
    (void)state;
    memset(text, 'x', 2331);
    assert_int_equal(qr_code_svg(text, &svg), FAULT_NONE);
    assert_int_equal(qr_code_png(text, QR_CODE_SCALE_MAX, &png, &length), FAULT_NONE);
    free(png);
    memset(text, 'x', 2332);
    svg = buffer_over(space, sizeof space);
    assert_int_equal(qr_code_svg(text, &svg), FAULT_FULL);
    assert_int_equal(qr_code_png(text, 1, &png, &length), FAULT_FULL);
    assert_null(png);
    svg = buffer_over(space, 100);
    assert_int_equal(qr_code_svg(URL, &svg), FAULT_FULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_images_are_the_same_code),
        cmocka_unit_test(a_text_that_is_too_long_has_none),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
