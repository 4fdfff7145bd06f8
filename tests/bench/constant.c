/*
 * constant.fcgi: answers every request with the same redirect: what libfcgi and the web server cost without
 * curt.
 */
#include <fcgiapp.h>

int
main(void)
{
    static const char answer[] = "Location: https://example.com/a/long/address?with=a&query=1\r\n"
                                 "Cache-Control: private, no-store\r\n"
                                 "X-Robots-Tag: noindex\r\n"
                                 "Content-Length: 0\r\n"
                                 "Status: 301\r\n\r\n";
    FCGX_Request request;
    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0)
        return 1;
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutStr(answer, sizeof answer - 1, request.out);
        FCGX_Finish_r(&request);
    }
    return 0;
}
