#include "net/link_preview.h"

#include <stdbool.h>
#include <string.h>

/* Where in the text the token must be. */
enum link_preview_place { ANYWHERE, AT_START, WHOLE };

struct preview {
    const char *token;
    const char *name;
    enum link_preview_place place;
};

/* The first entry that fits gives the name: what is particular stands before what is general. */
static const struct preview previews[] = {
    /* These say that they are Facebook's so as to be given the card; their own token follows. */
    {"Facebot Twitterbot", "iMessage", ANYWHERE},
    {"line-poker", "LINE", ANYWHERE},
    {"kakaotalk-scrap", "KakaoTalk", ANYWHERE},
    {"facebookexternalhit", "FacebookBot", ANYWHERE},
    {"Facebot", "FacebookBot", ANYWHERE},
    {"Meta-ExternalHit", "FacebookBot", ANYWHERE},

    /* Signal says that it is WhatsApp, without the full version that WhatsApp itself gives. */
    {"WhatsApp/2", "Signal", WHOLE},
    {"WhatsApp", "WhatsApp", AT_START},
    {"TelegramBot", "TelegramBot", ANYWHERE},
    {"Discordbot", "Discordbot", ANYWHERE},
    {"Slackbot-LinkExpanding", "Slackbot-LinkExpanding", ANYWHERE},
    {"Slack-ImgProxy", "Slack-ImgProxy", ANYWHERE},
    {"Slackbot", "Slackbot", ANYWHERE},
    {"SkypeUriPreview", "SkypeUriPreview", ANYWHERE}, /* Skype and Teams */
    {"MicrosoftPreview", "MicrosoftPreview", ANYWHERE},
    {"Viber", "Viber", AT_START},
    {"Google (Android Messages)", "Google Messages", ANYWHERE},
    {"Google-Messages", "Google Messages", ANYWHERE},
    {"developers.google.com/+/web/snippet", "GooglePlusBot", ANYWHERE}, /* Chat and others outlived Google+ */
    {"Snap URL Preview", "Snapchat", ANYWHERE},
    {"SnapURLPreview", "Snapchat", ANYWHERE},
    {"Mattermost-Bot", "Mattermost", ANYWHERE},
    {"Rocket.Chat", "Rocket.Chat", AT_START},
    {"ZulipURLPreview", "Zulip", ANYWHERE},
    {"Synapse", "Matrix", AT_START},
    {"GroupMeBot", "GroupMe", ANYWHERE},
    {"KeybaseBot", "Keybase", ANYWHERE},
    {"DingTalkBot-LinkService", "DingTalk", ANYWHERE},
    {"Chatwork LinkPreview", "Chatwork", ANYWHERE},
    {"SteamChatURLLookup", "Steam", ANYWHERE},
    {"Yahoo Link Preview", "Yahoo Link Preview", ANYWHERE},

    {"Twitterbot", "Twitterbot", ANYWHERE},
    {"LinkedInBot", "LinkedInBot", ANYWHERE},
    {"Pinterestbot", "Pinterestbot", ANYWHERE},
    {"pinterest.com/bot", "Pinterestbot", ANYWHERE},
    {"redditbot", "redditbot", ANYWHERE},
    {"Cardyb", "Bluesky", ANYWHERE},
    {"cardyb", "Bluesky", ANYWHERE},
    {"Mastodon/", "Mastodon", ANYWHERE},
    {"Pleroma", "Pleroma", AT_START},
    {"Akkoma", "Akkoma", AT_START},
    {"Misskey/", "Misskey", ANYWHERE},
    {"SummalyBot", "Misskey", ANYWHERE},
    {"Friendica", "Friendica", AT_START},
    {"Lemmy/", "Lemmy", AT_START},
    {"vkShare", "vkShare", ANYWHERE},
    {"VKRobot", "vkShare", ANYWHERE},
    {"OdklBot", "OdklBot", ANYWHERE},
    {"XING-contenttabreceiver", "XING", ANYWHERE},
    {"Xing Bot", "XING", ANYWHERE},
    {"FlipboardProxy", "Flipboard", ANYWHERE},
    {"Quora Link Preview", "Quora", ANYWHERE},
    {"Discourse Forum Onebox", "Discourse", ANYWHERE},

    /* Services that draw the card, or look behind a short link, for others. */
    {"Embedly", "Embedly", ANYWHERE},
    {"Iframely", "Iframely", ANYWHERE},
    {"BitlyBot", "BitlyBot", ANYWHERE},
    {"bitlybot", "BitlyBot", ANYWHERE},
    {"BufferLinkPreviewBot", "Buffer", ANYWHERE},
    {"ClickUpLinkUnfurler", "ClickUp", ANYWHERE},
    {"EvernoteRichLinkBot", "Evernote", ANYWHERE},
    {"Mediumbot-MetaTagFetcher", "Medium", ANYWHERE},
};

static bool
link_preview_fits(const struct preview *preview, const char *text, size_t length)
{
    size_t size = strlen(preview->token);
    if (size > length)
        return false;
    switch (preview->place) {
    case AT_START:
        return memcmp(text, preview->token, size) == 0;
    case WHOLE:
        return size == length && memcmp(text, preview->token, size) == 0;
    case ANYWHERE:
        break;
    }
    return memmem(text, length, preview->token, size) != NULL;
}

const char *
link_preview_name(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof previews / sizeof *previews; i++)
        if (link_preview_fits(&previews[i], text, length))
            return previews[i].name;
    return NULL;
}
