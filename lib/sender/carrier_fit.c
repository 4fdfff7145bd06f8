/*
 * carrier_fit.c: asks the drivers of carriers what they cannot take.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/carrier_fit.h"

#include <string.h>

#include "base/json.h"
#include "campaign/campaign_request.h"
#include "carrier/carrier.h"
#include "carrier/carrier_route.h"

static enum fault
carrier_fit_refuse(const char *why, struct input_error *error)
{
    return why == NULL
               ? FAULT_NONE
               : input_error_set(error, ERROR_CARRIER_UNFIT, "", NULL,
                     "The carrier cannot send this: %s. Change the message, or have [messages] routes "
                     "lead it to another.",
                     why);
}

/* Routes that cannot be read: curt-relay says so and ends. */
static bool
carrier_fit_routes(const struct config *config, struct carrier_routes *out)
{
    char wrong[CARRIER_ROUTE_WHY_SIZE];
    return carrier_routes_read(config, out, wrong) == FAULT_NONE;
}

enum fault
carrier_fit_message(const struct config *config, struct message_builder *builder, struct input_error *error)
{
    struct carrier_routes routes;
    struct json_object *message;
    const struct message *head = &builder->request->message;
    if (!carrier_fit_routes(config, &routes))
        return FAULT_NONE;
    const enum config_carrier carrier = carrier_routes_find(&routes, head->channel, head->to);
    if (!carrier_is_choosy(carrier))
        return FAULT_NONE;
    message_builder_preview(builder);
    json_object_object_get_ex(builder->body, "message", &message);
    return carrier_fit_refuse(carrier_unfit(config, carrier, message), error);
}

/* Why no carrier that some recipient's messages can come to offers this; NULL: one does. */
static const char *
carrier_fit_no_route(const struct carrier_routes *routes, const struct message_request *request)
{
    const enum message_channel channel = request->message.channel;
    const char *why = carrier_unoffered(carrier_routes_find(routes, channel, ""), request->message_json);
    for (size_t i = 0; i < routes->count && why != NULL; i++) {
        const struct carrier_route *route = &routes->routes[i];
        if ((route->channel == MESSAGE_CHANNELS || route->channel == channel) &&
            (route->prefix[0] == '\0' || message_channel_facts(channel)->numbers))
            why = carrier_unoffered(route->carrier, request->message_json);
    }
    return why;
}

enum fault
carrier_fit_campaign(const struct config *config, const struct campaign *campaign, struct input_error *error)
{
    struct carrier_routes routes;
    struct message_request request;
    struct json_object *template = json_read(campaign->template, strlen(campaign->template));
    enum fault fault = campaign_try(template, config, &request, error);
    json_object_put(template);
    if (fault != FAULT_NONE)
        return fault;
    if (carrier_fit_routes(config, &routes))
        fault = carrier_fit_refuse(carrier_fit_no_route(&routes, &request), error);
    message_request_free(&request);
    return fault;
}
