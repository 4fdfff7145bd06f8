/*
 * host_call.c: signs a request, and sends it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/host_call.h"

#include "base/timestamp.h"
#include "net/forward_proof.h"

enum http_exchange_end
host_call(struct http_exchange *exchange, const struct config *config, struct http_exchange_request request,
    struct http_exchange_answer *out)
{
    char proof[FORWARD_PROOF_SIZE];
    const struct forwarded forwarded = {request.method, request.target, config->cluster_address};
    request.port = (int)config->cluster_http_port;
    forward_proof_create(config->cluster_secret, &forwarded, timestamp_now() / TIMESTAMP_SECOND, proof);
    http_exchange_add_header(exchange, FORWARD_PROOF_HEADER, proof);
    http_exchange_add_header(exchange, FORWARD_CLIENT_HEADER, config->cluster_address);
    if (request.body != NULL)
        http_exchange_add_header(exchange, "Content-Type", "application/octet-stream");
    return http_exchange_send(exchange, &request, out);
}
