/*
 * message_request_test.c: reads messages of every channel, and checks each limit, in failover too.
 *
 * In the JSON here, ' stands for ".
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_request.h"

#include "store_fixture.h"

#define SMS  "'channel':'sms','to':'+44 (7700) 900-000','from':'curt'"
#define MMS  "'channel':'mms','to':'12025550100','from':'12025550199'"
#define WA   "'channel':'whatsapp','to':'447700900000','from':'447700900001'"
#define RCS  "'channel':'rcs','to':'447700900000','from':'agent'"
#define VI   "'channel':'viber_service','to':'447700900000','from':'service'"
#define CARD "'title':'T','text':'Words','media_url':'https://a.example/m.png'"
#define CHIP "'text':'Tap','postback_data':'p'"
#define FB   "'channel':'messenger','to':'somebody','from':'page'"
#define A10  "aaaaaaaaaa"
#define A50  A10 A10 A10 A10 A10

static const struct http_client_policy rules;

/* {'a':1} as JSON; `@N@` is N times an ä. The caller owns it. */
static struct json_object *
json(const char *text)
{
    static char out[512 * 1024];
    size_t length = 0;
    for (; *text != '\0'; text++) {
        if (*text != '@') {
            out[length++] = *text == '\'' ? '"' : *text;
            continue;
        }
        for (long n = strtol(text + 1, (char **)&text, 10); n > 0; n--, length += 2)
            memcpy(out + length, "ä", 2);
    }
    out[length] = '\0';
    out[length] = '\0';
    struct json_object *value = json_read(out, length);
    if (value == NULL)
        fail_msg("not JSON: %.200s", out);
    return value;
}

static enum fault
take(const char *text, struct message_request *request, struct input_error *error)
{
    struct json_object *sent = json(text), *before = NULL;
    assert_int_equal(json_object_deep_copy(sent, &before, NULL), 0);
    const enum fault fault = message_request_from_json(sent, &rules, request, error);
    assert_true(json_object_equal(sent, before)); /* it stays the caller's */
    json_object_put(sent);
    json_object_put(before);
    return fault;
}

static void
check(struct json_object *flat, const char *wanted)
{
    struct json_object *value = json(wanted);
    if (!json_object_equal(flat, value))
        fail_msg("wanted %s, got %s", wanted, json_text(flat, NULL));
    json_object_put(value);
}

/* What is sent, and what the carrier gets. */
static const struct {
    const char *sent, *flat;
} accepted[] = {
    {"{" SMS ",'text':'Hi'}",
        "{'channel':'sms','to':'447700900000','from':'curt','message_type':'text','text':'Hi'}"},
    {"{" SMS ",'text':'@3200@','message_type':'text','ttl':604800,'sms':{'encoding_type':'unicode'}}",
        "{'channel':'sms','to':'447700900000','from':'curt','message_type':'text','text':'@3200@','ttl':"
        "604800,"
        "'sms':{'encoding_type':'unicode'}}"},
    {"{'channel':'sms','to':'4477009','from':'+44 7700 900001','text':'Hi','ttl':20,'sms':{}}",
        "{'channel':'sms','to':'4477009','from':'447700900001','message_type':'text','text':'Hi','ttl':20}"},
    {"{'channel':'sms','to':'447700900000','from':'80808','text':'Hi'}",
        "{'channel':'sms','to':'447700900000','from':'80808','message_type':'text','text':'Hi'}"},
    {"{'channel':'mms','to':'12025550100','from':'123','text':'Hi'}",
        "{'channel':'mms','to':'12025550100','from':'123','message_type':'text','text':'Hi'}"},
    {"{'channel':'whatsapp','to':'GB.1349','from':'447700900001','text':'Hi'}",
        "{'channel':'whatsapp','to':'GB.1349','from':'447700900001','message_type':'text','text':'Hi'}"},
    {"{'channel':'whatsapp','to':'US.ENT.1_-" A50 A50 A50 "','from':'447700900001','text':'Hi'}",
        "{'channel':'whatsapp','to':'US.ENT.1_-" A50 A50 A50 "','from':'447700900001','message_type':'text',"
        "'text':'Hi'}"},
    {"{'channel':'sms','to':'4477009','from':'A b._&-1234','text':'Hi','sms':null,'ttl':null}",
        "{'channel':'sms','to':'4477009','from':'A b._&-1234','message_type':'text','text':'Hi'}"},
    {"{" MMS ",'text':'Hi','image':null,'ttl':300}",
        "{'channel':'mms','to':'12025550100','from':'12025550199','message_type':'text','text':'Hi','ttl':"
        "300}"},
    {"{" MMS
     ",'image':{'url':'https://a.example/b.png','caption':'@3000@'},'message_type':'image','ttl':259200}",
        "{'channel':'mms','to':'12025550100','from':'12025550199','message_type':'image',"
        "'image':{'url':'https://a.example/b.png','caption':'@3000@'},'ttl':259200}"},
    {"{'channel':'rcs','to':'447700900000','from':'an agent','text':'Hi','ttl':259200}",
        "{'channel':'rcs','to':'447700900000','from':'an "
        "agent','message_type':'text','text':'Hi','ttl':259200}"},
    {"{" WA ",'text':'Hi','ttl':1,'whatsapp':{'policy':'deterministic','locale':'en'}}",
        "{" WA ",'message_type':'text','text':'Hi','whatsapp':{'policy':'deterministic','locale':'en'}}"},
    {"{" WA ",'template':{'name':'a:b','parameters':['x','@1024@']},'message_type':'template',"
     "'whatsapp':{'locale':'en_GB'}}",
        "{" WA ",'message_type':'template','template':{'name':'a:b','parameters':['x','@1024@']},"
        "'whatsapp':{'locale':'en_GB','policy':'deterministic'}}"},
    {"{" WA ",'template':{'name':'@256@'},'whatsapp':{'locale':'en_GB'}}",
        "{" WA ",'message_type':'template','template':{'name':'@256@'},"
        "'whatsapp':{'locale':'en_GB','policy':'deterministic'}}"},
    {"{'channel':'viber_service','to':'447700900000','from':'" A50 "','text':'Hi','ttl':30,"
     "'viber_service':{'category':'promotion'}}",
        "{'channel':'viber_service','to':'447700900000','from':'" A50 "','message_type':'text','text':'Hi',"
        "'viber_service':{'category':'promotion','ttl':30}}"},
    {"{'channel':'viber_service','to':'447700900000','from':'1','text':'Hi','ttl':259200}",
        "{'channel':'viber_service','to':'447700900000','from':'1','message_type':'text','text':'Hi',"
        "'viber_service':{'ttl':259200}}"},
    {"{" FB ",'text':'Hi','ttl':3162240000,'messenger':{'category':'message_tag','tag':'@60@'}}",
        "{" FB ",'message_type':'text','text':'Hi','messenger':{'category':'message_tag','tag':'@60@'}}"},
    {"{" FB ",'text':'Hi','messenger':{'category':'response'}}",
        "{" FB ",'message_type':'text','text':'Hi','messenger':{'category':'response'}}"},
    {"{" FB ",'video':{'url':'https://a.example/v.mp4'}}",
        "{" FB ",'message_type':'video','video':{'url':'https://a.example/v.mp4'}}"},
    {"{'channel':'sms','to':'447700900000','from':'curt','text':'Hi','trusted_recipient':true,"
     "'sms':{'content_id':'1107457532145798767','entity_id':'1101456324675322134','pool_id':'pool-1'}}",
        "{'channel':'sms','to':'447700900000','from':'curt','message_type':'text','text':'Hi',"
        "'sms':{'content_id':'1107457532145798767','entity_id':'1101456324675322134','pool_id':'pool-1'},"
        "'trusted_recipient':true}"},
    {"{" MMS ",'vcard':{'url':'https://a.example/c.vcf'}}",
        "{" MMS ",'message_type':'vcard','vcard':{'url':'https://a.example/c.vcf'}}"},
    {"{" MMS ",'content':[{'type':'image','url':'https://a.example/1.png','caption':'one'},"
     "{'type':'file','url':'https://a.example/2.pdf'}]}",
        "{" MMS ",'message_type':'content','content':[{'type':'image','url':'https://a.example/1.png',"
        "'caption':'one'},{'type':'file','url':'https://a.example/2.pdf'}]}"},
    {"{" RCS ",'text':'Hi','rcs':{'category':'transaction'},'suggestions':[{'type':'reply'," CHIP "},"
     "{'type':'dial'," CHIP ",'phone_number':'+44 (0)7700 900000','fallback_url':'https://a.example/'},"
     "{'type':'open_url'," CHIP ",'url':'https://a.example/','description':'d'},"
     "{'type':'open_url_in_webview'," CHIP ",'url':'app://open','view_mode':'TALL'},"
     "{'type':'view_location'," CHIP ",'latitude':51.5,'longitude':'-0.12','pin_label':'Here'},"
     "{'type':'share_location'," CHIP "},"
     "{'type':'create_calendar_event'," CHIP ",'start_time':'2026-12-24T18:00:00Z',"
     "'end_time':'2026-12-24T19:00:00+01:00','title':'T'}]}",
        "{" RCS ",'message_type':'text','text':'Hi','rcs':{'category':'transaction'},'suggestions':["
        "{'type':'reply'," CHIP "},"
        "{'type':'dial'," CHIP ",'phone_number':'+447700900000','fallback_url':'https://a.example/'},"
        "{'type':'open_url'," CHIP ",'url':'https://a.example/','description':'d'},"
        "{'type':'open_url_in_webview'," CHIP ",'url':'app://open','view_mode':'TALL'},"
        "{'type':'view_location'," CHIP ",'latitude':'51.5','longitude':'-0.12','pin_label':'Here'},"
        "{'type':'share_location'," CHIP "},"
        "{'type':'create_calendar_event'," CHIP ",'start_time':'2026-12-24T18:00:00Z',"
        "'end_time':'2026-12-24T19:00:00+01:00','title':'T'}]}"},
    {"{" RCS ",'card':{" CARD ",'media_height':'TALL','suggestions':[{'type':'reply'," CHIP "}]},"
     "'rcs':{'card_orientation':'HORIZONTAL','image_alignment':'LEFT'}}",
        "{" RCS ",'message_type':'card','card':{" CARD ",'media_height':'TALL','suggestions':["
        "{'type':'reply'," CHIP "}]},'rcs':{'card_orientation':'HORIZONTAL','image_alignment':'LEFT'}}"},
    {"{" RCS ",'carousel':[{" CARD "},{" CARD "}],'rcs':{'card_width':'SMALL'}}",
        "{" RCS ",'message_type':'carousel','carousel':[{" CARD "},{" CARD
        "}],'rcs':{'card_width':'SMALL'}}"},
    {"{" RCS ",'custom':{'contentMessage':{'text':'Hi'}}}",
        "{" RCS ",'message_type':'custom','custom':{'contentMessage':{'text':'Hi'}}}"},
    {"{" WA ",'text':'Hi','context':{'message_uuid':'a1'}}",
        "{" WA ",'message_type':'text','text':'Hi','context':{'message_uuid':'a1'}}"},
    {"{" WA ",'file':{'url':'https://a.example/f.pdf','caption':'c','name':'f.pdf'}}",
        "{" WA
        ",'message_type':'file','file':{'url':'https://a.example/f.pdf','caption':'c','name':'f.pdf'}}"},
    {"{" WA ",'sticker':{'id':'8f2d'}}", "{" WA ",'message_type':'sticker','sticker':{'id':'8f2d'}}"},
    {"{" WA ",'reaction':{'action':'react','emoji':'x'},'context':{'message_uuid':'a1'}}",
        "{" WA ",'message_type':'reaction','reaction':{'action':'react','emoji':'x'},'context':{"
        "'message_uuid':'a1'}}"},
    {"{" WA ",'custom':{'type':'interactive','interactive':{'type':'cta_url'}}}",
        "{" WA ",'message_type':'custom','custom':{'type':'interactive','interactive':{'type':'cta_url'}}}"},
    {"{" VI
     ",'text':'Hi','viber_service':{'type':'template','action':{'url':'https://a.example/','text':'Go'}}}",
        "{" VI ",'message_type':'text','text':'Hi','viber_service':{'type':'template','action':{"
        "'url':'https://a.example/','text':'Go'}}}"},
    {"{" VI ",'video':{'url':'https://a.example/v.mp4','thumb_url':'https://a.example/v.png'},'ttl':60,"
     "'viber_service':{'duration':123,'file_size':6}}",
        "{" VI ",'message_type':'video','video':{'url':'https://a.example/v.mp4','thumb_url':"
        "'https://a.example/v.png'},'viber_service':{'duration':123,'file_size':6,'ttl':60}}"},
};

/* What is wrong with a message, wherever it stands. */
static const struct {
    const char *sent, *pointer;
} refused[] = {
    {"{'to':'447700900000','from':'curt','text':'Hi'}", "/channel"},
    {"{'channel':'fax','to':'447700900000','from':'curt','text':'Hi'}", "/channel"},
    {"{'channel':7,'to':'447700900000','from':'curt','text':'Hi'}", "/channel"},
    {"{'channel':'sms','from':'curt','text':'Hi'}", "/to"},
    {"{'channel':'sms','to':null,'from':'curt','text':'Hi'}", "/to"},
    {"{'channel':'sms','to':447700900000,'from':'curt','text':'Hi'}", "/to"},
    {"{'channel':'sms','to':'447700','from':'curt','text':'Hi'}", "/to"},
    {"{'channel':'sms','to':'1234567890123456','from':'curt','text':'Hi'}", "/to"},
    {"{'channel':'sms','to':'07700900000','from':'curt','text':'Hi'}", "/to"},
    {"{'channel':'messenger','to':'some body','from':'page','text':'Hi'}", "/to"},
    {"{'channel':'messenger','to':'" A50 "a','from':'page','text':'Hi'}", "/to"},
    {"{'channel':'sms','to':'447700900000','text':'Hi'}", "/from"},
    {"{'channel':'sms','to':'447700900000','from':'','text':'Hi'}", "/from"},
    {"{'channel':'sms','to':'447700900000','from':'twelve signs','text':'Hi'}", "/from"},
    {"{'channel':'sms','to':'447700900000','from':'12','text':'Hi'}", "/from"},
    {"{'channel':'sms','to':'447700900000','from':'012345','text':'Hi'}", "/from"},
    {"{'channel':'whatsapp','to':'447700900000','from':'80808','text':'Hi'}", "/from"},
    {"{'channel':'sms','to':'GB.1349','from':'curt','text':'Hi'}", "/to"},
    {"{'channel':'whatsapp','to':'gb.1349','from':'447700900001','text':'Hi'}", "/to"},
    {"{'channel':'whatsapp','to':'GB.13 49','from':'447700900001','text':'Hi'}", "/to"},
    {"{'channel':'whatsapp','to':'GBR.1349','from':'447700900001','text':'Hi'}", "/to"},
    {"{'channel':'whatsapp','to':'GB.','from':'447700900001','text':'Hi'}", "/to"},
    {"{'channel':'sms','to':'447700900000','from':'@4@','text':'Hi'}", "/from"},
    {"{'channel':'whatsapp','to':'447700900000','from':'curt','text':'Hi'}", "/from"},
    {"{'channel':'rcs','to':'447700900000','from':'" A50 "a','text':'Hi'}", "/from"},
    {"{'channel':'rcs','to':'447700900000','from':'@26@','text':'Hi'}", "/from"},
    {"{'channel':'rcs','to':'447700900000','from':'a\\tb','text':'Hi'}", "/from"},
    {"{" SMS "}", "/text"},
    {"{" SMS ",'text':''}", "/text"},
    {"{" SMS ",'text':['Hi']}", "/text"},
    {"{" MMS "}", "/text"},
    {"{" MMS ",'text':'Hi','image':{'url':'https://a.example/'}}", "/text"},
    {"{" MMS ",'image':'https://a.example/'}", "/image"},
    {"{" MMS ",'image':{}}", "/image/url"},
    {"{" MMS ",'image':{'url':'http://a.example/'}}", "/image/url"},
    {"{" MMS ",'image':{'url':'https://a.example/@2031@'}}", "/image/url"},
    {"{" MMS ",'image':{'url':'https://a.example/','size':1}}", "/image/size"},
    {"{" MMS ",'image':{'url':'https://a.example/'},'message_type':'text'}", "/message_type"},
    {"{" SMS ",'text':'Hi','message_type':'image'}", "/message_type"},
    {"{" SMS ",'text':'Hi','ttl':19}", "/ttl"},
    {"{" SMS ",'text':'Hi','ttl':604801}", "/ttl"},
    {"{" SMS ",'text':'Hi','ttl':60.0}", "/ttl"},
    {"{" SMS ",'text':'Hi','ttl':'60'}", "/ttl"},
    {"{" MMS ",'text':'Hi','ttl':299}", "/ttl"},
    {"{" MMS ",'text':'Hi','ttl':259201}", "/ttl"},
    {"{'channel':'rcs','to':'447700900000','from':'a','text':'Hi','ttl':19}", "/ttl"},
    {"{'channel':'rcs','to':'447700900000','from':'a','text':'Hi','ttl':259201}", "/ttl"},
    {"{'channel':'viber_service','to':'447700900000','from':'a','text':'Hi','ttl':29}", "/ttl"},
    {"{'channel':'viber_service','to':'447700900000','from':'a','text':'Hi','ttl':259201}", "/ttl"},
    {"{" WA ",'text':'Hi','ttl':0}", "/ttl"},
    {"{" FB ",'text':'Hi','ttl':3162240001}", "/ttl"},
    {"{" SMS ",'text':'Hi','sms':[]}", "/sms"},
    {"{" SMS ",'text':'Hi','sms':{'encoding_type':'ascii'}}", "/sms/encoding_type"},
    {"{" SMS ",'text':'Hi','sms':{'a/b':1}}", "/sms/a~1b"},
    {"{" WA ",'text':'Hi','whatsapp':{'policy':'fallback'}}", "/whatsapp/policy"},
    {"{" WA ",'text':'Hi','whatsapp':{'locale':'@21@'}}", "/whatsapp/locale"},
    {"{" WA ",'text':'Hi','whatsapp':{'more':1}}", "/whatsapp/more"},
    {"{" WA ",'template':{'name':'a'}}", "/whatsapp/locale"},
    {"{" WA ",'template':{'parameters':[]},'whatsapp':{'locale':'en'}}", "/template/name"},
    {"{" WA ",'template':{'name':'@257@'},'whatsapp':{'locale':'en'}}", "/template/name"},
    {"{" WA ",'template':{'name':'a','more':1},'whatsapp':{'locale':'en'}}", "/template/more"},
    {"{" WA ",'template':{'name':'a','parameters':'x'},'whatsapp':{'locale':'en'}}", "/template/parameters"},
    {"{" WA ",'template':{'name':'a','parameters':['']},'whatsapp':{'locale':'en'}}", "/template/parameters"},
    {"{" WA ",'template':{'name':'a','parameters':[1]},'whatsapp':{'locale':'en'}}", "/template/parameters"},
    {"{" WA ",'template':{'name':'a','parameters':['@1025@']},'whatsapp':{'locale':'en'}}",
        "/template/parameters"},
    {"{'channel':'viber_service','to':'447700900000','from':'a','text':'Hi','viber_service':{'category':'x'}"
     "}",
        "/viber_service/category"},
    {"{'channel':'viber_service','to':'447700900000','from':'a','text':'Hi','viber_service':{'ttl':60}}",
        "/viber_service/ttl"},
    {"{" FB ",'text':'Hi','messenger':{'category':'x'}}", "/messenger/category"},
    {"{" FB ",'text':'Hi','messenger':{'category':'message_tag'}}", "/messenger/tag"},
    {"{" FB ",'text':'Hi','messenger':{'category':'update','tag':'X'}}", "/messenger/tag"},
    {"{" FB ",'text':'Hi','messenger':{'tag':'X'}}", "/messenger/tag"},
    {"{" FB ",'text':'Hi','messenger':{'category':'message_tag','tag':'@61@'}}", "/messenger/tag"},
    {"{" SMS ",'text':'Hi','sms':{'pool_id':7}}", "/sms/pool_id"},
    {"{" SMS ",'text':'Hi','trusted_recipient':'yes'}", "/trusted_recipient"},
    {"{" MMS ",'content':[]}", "/content"},
    {"{" MMS ",'content':[{'type':'text','url':'https://a.example/'}]}", "/content/0/type"},
    {"{" MMS ",'content':[{'type':'image','url':'https://a.example/'},{'type':'image'}]}", "/content/1/url"},
    {"{" MMS ",'vcard':{'url':'https://a.example/'},'audio':{'url':'https://a.example/'}}", "/text"},
    {"{" RCS ",'text':'Hi','suggestions':[]}", "/suggestions"},
    {"{" RCS ",'text':'Hi','suggestions':['reply']}", "/suggestions/0"},
    {"{" RCS ",'text':'Hi','suggestions':[{" CHIP "}]}", "/suggestions/0/type"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'open'," CHIP "}]}", "/suggestions/0/type"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'reply','text':'Tap'}]}", "/suggestions/0/postback_data"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'reply','text':'@26@','postback_data':'p'}]}",
        "/suggestions/0/text"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'reply'," CHIP ",'url':'https://a.example/'}]}",
        "/suggestions/0/url"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'open_url'," CHIP "}]}", "/suggestions/0/url"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'open_url'," CHIP ",'url':'a.example/x'}]}",
        "/suggestions/0/url"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'open_url'," CHIP ",'url':'https://a.example/a b'}]}",
        "/suggestions/0/url"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'dial'," CHIP ",'phone_number':'12'}]}",
        "/suggestions/0/phone_number"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'view_location'," CHIP
     ",'latitude':91,'longitude':0,'pin_label':'x'}]}",
        "/suggestions/0/latitude"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'view_location'," CHIP
     ",'latitude':'0x1','longitude':0,'pin_label':'x'}]}",
        "/suggestions/0/latitude"},
    {"{" RCS ",'text':'Hi','suggestions':[{'type':'create_calendar_event'," CHIP
     ",'start_time':'tomorrow','end_time':'2026-12-24T19:00:00Z','title':'x'}]}",
        "/suggestions/0/start_time"},
    {"{" RCS ",'carousel':[{" CARD "}]}", "/carousel"},
    {"{" RCS ",'carousel':[{" CARD "},{'title':'T','media_url':'https://a.example/'}]}", "/carousel/1/text"},
    {"{" RCS ",'carousel':[{" CARD "},{" CARD ",'suggestions':[{'type':'reply','text':'x'}]}]}",
        "/carousel/1/suggestions/0/postback_data"},
    {"{" RCS ",'card':{" CARD ",'media_height':'BIG'}}", "/card/media_height"},
    {"{" RCS ",'card':{'title':'T','text':'x','media_url':'http://a.example/'}}", "/card/media_url"},
    {"{" RCS ",'custom':{}}", "/custom"},
    {"{" RCS ",'custom':{'a':1},'suggestions':[{'type':'reply'," CHIP "}]}", "/suggestions"},
    {"{" RCS ",'text':'Hi','rcs':{'category':'spam'}}", "/rcs/category"},
    {"{" WA ",'context':{'message_uuid':'a1'}}", "/text"},
    {"{" WA ",'text':'Hi','context':{}}", "/context/message_uuid"},
    {"{" WA ",'sticker':{'id':'1','url':'https://a.example/'}}", "/sticker/url"},
    {"{" WA ",'reaction':{'action':'react','emoji':'x'}}", "/context"},
    {"{" WA ",'reaction':{'action':'react'},'context':{'message_uuid':'a1'}}", "/reaction/emoji"},
    {"{" WA ",'reaction':{'action':'unreact','emoji':'x'},'context':{'message_uuid':'a1'}}",
        "/reaction/emoji"},
    {"{" VI ",'text':'Hi','viber_service':{'action':{'text':'Go'}}}", "/viber_service/action/url"},
    {"{" VI ",'text':'Hi','viber_service':{'action':{'url':'https://a.example/','text':'@31@'}}}",
        "/viber_service/action/text"},
    {"{" VI ",'video':{'url':'https://a.example/','thumb_url':'https://a.example/'}}",
        "/viber_service/duration"},
    {"{" VI ",'text':'Hi','viber_service':{'duration':601}}", "/viber_service/duration"},
    {"{" VI ",'file':{'url':'https://a.example/'},'viber_service':{'action':{'url':'https://a.example/',"
     "'text':'Go'}}}",
        "/viber_service/action"},
    {"{" SMS ",'text':'Hi','color':'red'}", "/color"},
    {"{" SMS ",'text':'Hi','whatsapp':{}}", "/whatsapp"}, /* of another channel */
    {"{" SMS ",'text':'Hi','image':{'url':'https://a.example/'}}", "/image"},
    {"{" MMS ",'text':'Hi','sms':{}}", "/sms"},
};

static void
each_channel_is_taken(void **state)
{
    char text[16 * 1024], flat[16 * 1024];
    struct message_request request;
    struct input_error error;
    struct json_object *list;
    (void)state;
    for (size_t i = 0; i < COUNT(accepted); i++) {
        if (take(accepted[i].sent, &request, &error) != FAULT_NONE)
            fail_msg("%s: %s %s", accepted[i].sent, error.pointer, error.detail);
        check(request.message_json, accepted[i].flat);
        assert_string_equal(
            message_channel_name(request.message.channel), json_member(request.message_json, "channel"));
        assert_string_equal(request.message.to, json_member(request.message_json, "to"));
        assert_string_equal(request.message.from, json_member(request.message_json, "from"));
        message_request_free(&request);
        snprintf(text, sizeof text, "{" SMS ",'text':'Hi','failover':[%s]}", accepted[i].sent);
        if (take(text, &request, &error) != FAULT_NONE)
            fail_msg("%s: %s %s", text, error.pointer, error.detail);
        assert_true(json_object_object_get_ex(request.message_json, "failover", &list));
        snprintf(flat, sizeof flat, "[%s]", accepted[i].flat);
        check(list, flat);
        message_request_free(&request);
    }
}

static void
each_limit_is_told_with_its_place(void **state)
{
    char text[16 * 1024], pointer[JSON_POINTER_SIZE + 16];
    struct message_request request;
    struct input_error error;
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (take(refused[i].sent, &request, &error) != FAULT_INPUT)
            fail_msg("taken: %s", refused[i].sent);
        snprintf(pointer, sizeof pointer, "#%s", refused[i].pointer);
        if (strcmp(error.pointer, pointer) != 0 || error.detail[0] == '\0')
            fail_msg("%s: %s %s", refused[i].sent, error.pointer, error.detail);
        snprintf(text, sizeof text, "{" SMS ",'text':'Hi','failover':[{" SMS ",'text':'Hi'},%s]}",
            refused[i].sent);
        if (take(text, &request, &error) != FAULT_INPUT)
            fail_msg("taken: %s", text);
        snprintf(pointer, sizeof pointer, "#/failover/1%s", refused[i].pointer);
        if (strcmp(error.pointer, pointer) != 0)
            fail_msg("%s: %s %s", text, error.pointer, error.detail);
    }
}

/* Of the whole, and not of a message behind it. */
static void
the_whole_has_its_own(void **state)
{
    static const struct {
        const char *sent, *pointer;
    } rows[] = {
        {"[]", "#"},
        {"'text'", "#"},
        {"{" SMS ",'text':'Hi','track':'all'}", "#/track"},
        {"{" SMS ",'text':'Hi','track':true}", "#/track"},
        {"{" SMS ",'text':'Hi','campaign':'@33@'}", "#/campaign"},
        {"{" SMS ",'text':'Hi','campaign':'a\\nb'}", "#/campaign"},
        {"{" SMS ",'text':'Hi','client_ref':'@51@'}", "#/client_ref"},
        {"{" SMS ",'text':'Hi','client_ref':7}", "#/client_ref"},
        {"{" SMS ",'text':'Hi','webhook':'http://a.example/'}", "#/webhook"},
        {"{" SMS ",'text':'Hi','webhook':'https://a.example/@504@'}", "#/webhook"},
        {"{" SMS ",'text':'Hi','failover':{}}", "#/failover"},
        {"{" SMS ",'text':'Hi','failover':[]}", "#/failover"},
        {"{" SMS ",'text':'Hi','failover':[7]}", "#/failover/0"},
        {"{" SMS ",'text':'Hi','failover':[{" SMS ",'text':'Hi','track':'none'}]}", "#/failover/0/track"},
        {"{" SMS ",'text':'Hi','failover':[{" SMS ",'text':'Hi','campaign':'c'}]}", "#/failover/0/campaign"},
        {"{" SMS ",'text':'Hi','failover':[{" SMS ",'text':'Hi','failover':[]}]}", "#/failover/0/failover"},
    };
    struct message_request request;
    struct input_error error;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (take(rows[i].sent, &request, &error) != FAULT_INPUT ||
            strcmp(error.pointer, rows[i].pointer) != 0)
            fail_msg("%s: %s %s", rows[i].sent, error.pointer, error.detail);
    assert_int_equal(
        take("{" SMS ",'text':'Hi','ttl':60,'track':'first','campaign':'@32@','client_ref':'@50@',"
             "'webhook':'https://a.example/','failover':[{" FB ",'text':'1'},{" FB ",'text':'2'},"
             "{" FB ",'text':'3'},{" FB ",'text':'4'},{" FB ",'text':'5'},{" FB ",'text':'6'}]}",
            &request, &error),
        FAULT_NONE);
    assert_int_equal(request.ttl, 60);
    assert_int_equal(request.track, MESSAGE_REQUEST_TRACK_FIRST);
    assert_int_equal(strlen(request.message.campaign), 64);
    assert_int_equal(strlen(request.message.client_ref), 100);
    assert_string_equal(request.message.webhook, "https://a.example/");
    assert_false(json_object_object_get_ex(
        request.message_json, "campaign", NULL)); /* is not the carrier's business */
    message_request_free(&request);
    assert_int_equal(
        take("{" SMS ",'text':'Hi','track':'none','campaign':null,'failover':null}", &request, &error),
        FAULT_NONE);
    assert_int_equal(request.track, MESSAGE_REQUEST_TRACK_NONE);
    assert_int_equal(request.ttl, 0);
    message_request_free(&request);
}

static void
parameters_are_bounded(void **state)
{
    char text[4096] = "{" WA ",'whatsapp':{'locale':'en'},'template':{'name':'a','parameters':['1'";
    struct message_request request;
    struct input_error error;
    (void)state;
    for (int i = 2; i <= 50; i++)
        strcat(text, ",'x'");
    const size_t length = strlen(text);
    strcat(text, "]}}");
    assert_int_equal(take(text, &request, &error), FAULT_NONE);
    message_request_free(&request);
    strcpy(text + length, ",'x']}}");
    assert_int_equal(take(text, &request, &error), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/template/parameters");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_channel_is_taken),
        cmocka_unit_test(each_limit_is_told_with_its_place),
        cmocka_unit_test(the_whole_has_its_own),
        cmocka_unit_test(parameters_are_bounded),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
