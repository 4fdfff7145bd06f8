/*
 * status_update.h: what a carrier reports of a message that it took: its receipt, read.
 *
 * Updates come in any order, and more than once. Texts end with a NUL; "" stands for what was not said.
 */
#ifndef CURT_MESSAGE_STATUS_UPDATE_H
#define CURT_MESSAGE_STATUS_UPDATE_H

#include "message/message.h"

#define CHANNEL_SIZE 17 /* room for a channel's name as the carrier writes it, with its NUL */

struct status_update {
    char carrier_id[CARRIER_ID_MAX + 1];         /* "": it names the message by client_ref alone */
    char client_ref[MESSAGE_CLIENT_REF_MAX + 1]; /* our message's id; "" also for one that cannot be ours */
    enum message_status status; /* SUBMITTED, DELIVERED, READ, REJECTED or UNDELIVERABLE; REQUESTED: another,
                                   which says nothing to us */
    int64_t at;                 /* a time of timestamp.h, by the carrier's clock */
    char channel[CHANNEL_SIZE];
    char to[MESSAGE_ADDRESS_MAX + 1], from[MESSAGE_ADDRESS_MAX + 1];
    char user_id[MESSAGE_ADDRESS_MAX + 1];     /* the recipient's WhatsApp user id (BSUID) */
    char error[MESSAGE_ERROR_MAX + 1];         /* "1240" */
    char error_detail[MESSAGE_DETAIL_MAX + 1]; /* cut where it is longer */
    char currency[8 + 1];                      /* "EUR" */
    char price[MESSAGE_PRICE_MAX + 1];         /* "0.0333", as it was written */
    char network[16 + 1];                      /* the code of the recipient's network */
    unsigned item, items; /* of a workflow of failovers: which, of how many; 0 for none */
};

#endif
