/*
 * constant.fcgi: answers every request with the same redirect: what libfcgi and the web server cost without
 * curt. With an argument it closes each connection at once, as curt does, where libfcgi waits until the
 * server has.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcgiapp.h>

int
main(int argc, char **argv)
{
    static const char answer[] = "Location: https://example.com/a/long/address?with=a&query=1\r\n"
                                 "Cache-Control: private, no-store\r\n"
                                 "X-Robots-Tag: noindex\r\n"
                                 "Content-Length: 0\r\n"
                                 "Status: 301\r\n\r\n";
    FCGX_Request request;
    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0)
        return 1;
    (void)argv;
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutStr(answer, sizeof answer - 1, request.out);
        if (argc > 1 && FCGX_GetChar(request.in) == -1)
            FCGX_Detach(&request);
        FCGX_Finish_r(&request);
        FCGX_Attach(&request);
    }
    return 0;
}
