"""client.py: what people do with the API, by a client that openapi-generator made from etc/openapi.yaml.

client.py DIRECTORY BASE_URL KEY   with the client below DIRECTORY
"""
import http.client
import json
import sys
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, sys.argv[1])
import curt_api  # noqa: E402
from curt_api import (BusApi, Card, LinkChange, LinksApi, MessagesApi, NewCampaign, NewConversion, NewEvent, NewLink,  # noqa: E402
                      NewRcs, NewSendTime, NewSms, Recipient)

configuration = curt_api.Configuration(host=sys.argv[2])
configuration.access_token = sys.argv[3]
client = curt_api.ApiClient(configuration)
links, messages, bus = LinksApi(client), MessagesApi(client), BusApi(client)


def same(what, wanted, got):
    if wanted != got:
        sys.exit(f'{what}: wanted {wanted}, got {got}')


def problem(call, *arguments, **named):
    """What the API says to a call that it refuses."""
    try:
        call(*arguments, **named)
    except curt_api.ApiException as refusal:
        return json.loads(refusal.body)
    sys.exit(f'{call.__name__} was not refused')


def as_sent(call, body):
    """An answer of a type that depends on the body, of which the client knows one."""
    return json.loads(call(body, _preload_content=False).data)


def make_link():
    link = links.create_links(NewLink(url='https://example.com/'))
    same('url', 'https://example.com/', link.url)
    same('short URL', link.short_url, links.read_link(link.code).short_url)
    same('title', 'Home', links.change_link(link.code, LinkChange(title='Home')).title)


def page_links():
    urls = [f'https://example.com/{name}' for name in 'abc']
    batch = [NewLink(url=url, campaign='python-pages') for url in [*urls, 'ftp://example.com/']]
    results = as_sent(links.create_links, batch)
    same('results', [201, 201, 201, 422], [result['status'] for result in results])
    found, pages, cursor = [], 0, {}
    while cursor is not None:
        page = links.list_links(campaign='python-pages', limit=2, **cursor)
        found += [link.url for link in page.links]
        pages += 1
        cursor = {'cursor': page.next} if page.next else None
    same('pages', 2, pages)
    same('links', urls, sorted(found))


def meet_problems():
    same('no such link', 'not_found', problem(links.read_link, 'none')['code'])
    same('unknown', '#/maxClicks', problem(links.create_links, {'url': 'https://example.com/', 'maxClicks': 1})['pointer'])
    try:
        NewSms(channel='fax', to='447700900000', _from='Shop', text='Hi')
    except ValueError:
        pass
    else:
        sys.exit('a channel that is none was taken')


def send_messages():
    sms = {'channel': 'sms', 'to': '447700900000', '_from': 'Shop', 'text': 'Your parcel: https://example.com/p/4711'}
    sent = messages.send_message(NewSms(**sms, ttl=600))
    same('short', f'Your parcel: {sent.links[0].short_url}', sent.text)
    card = Card(title='Parcel', text='On its way', media_url='https://203.0.114.1/a.png', suggestions=[
        {'type': 'reply', 'text': 'Thanks', 'postback_data': 'thanks'},
        {'type': 'open_url', 'text': 'Follow', 'postback_data': 'follow', 'url': 'https://example.com/p/4712'}])
    rich = messages.send_message(NewRcs(channel='rcs', to='447700900000', _from='Shop', card=card))
    same('tapped', 'https://example.com/p/4712', rich.links[0].url)
    read = messages.read_message(rich.id)
    same('read card', ('rcs', 'card', 'Parcel'), (read.channel, read.message_type, read.card['title']))
    now = datetime.now(timezone.utc)
    later = messages.send_message(NewSms(**sms, send_at=now + timedelta(hours=1)))
    moved = messages.change_message(later.id, NewSendTime(send_at=now + timedelta(hours=2)))
    same('moved', True, moved.send_at > later.send_at)
    same('cancelled', 'failed', messages.cancel_message(later.id).status)


def run_campaign():
    card = {'title': 'For {name}', 'text': 'See https://example.com/{name}', 'media_url': 'https://203.0.114.1/a.png'}
    made = as_sent(messages.add_campaign, NewCampaign(
        name='python', channel='rcs', _from='Shop', card=card, recipients=[{'to': '447700900000', 'name': 'Ada'}]))
    same('draft', ('draft', 1), (made['state'], made['import']['added']))
    added = messages.add_recipients('python', [{'to': '447700900001', 'name': 'Grace'}])
    same('added', 1, added.added)
    campaign = messages.start_campaign('python')
    for _ in range(100):
        if campaign.state == 'done':
            break
        time.sleep(0.1)
        campaign = messages.read_campaign('python')
    same('done', ('done', 2, 0), (campaign.state, campaign.recipients, campaign.waiting))
    same('messages', ['submitted'] * 2, [message.status for message in messages.list_messages(campaign='python').messages])


def report_conversion():
    link = links.create_links(NewLink(url='https://example.com/shop'))
    short = urlsplit(link.short_url)
    visitor = http.client.HTTPConnection(short.netloc)
    visitor.request('GET', short.path)
    opened = visitor.getresponse().getheader('Location')
    visitor.close()
    click_id = parse_qs(urlsplit(opened).query)['curt_id'][0]
    order = NewConversion(click_id=click_id, id='order-2', value=19.9, currency='EUR')
    for _ in range(2):
        conversion = messages.report_conversion(order)
        same('conversion', ('purchase', '19.90', link.code), (conversion.name, conversion.value, conversion.code))


def publish_event():
    event = NewEvent(source='shop', detail_type='order.paid', detail={'order': 17, 'items': ['tea']})
    same('event', 201, bus.publish_events(event).status)


for part in make_link, page_links, meet_problems, send_messages, run_campaign, report_conversion, publish_event:
    part()
print('links, problems, messages, a campaign, a conversion, an event')
