/*
 * commands.h: the table of the commands of curt, and the functions that it calls, each in the file of its
 * noun.
 */
#ifndef CURT_SBIN_ADMIN_COMMANDS_H
#define CURT_SBIN_ADMIN_COMMANDS_H

#include "call.h"

extern const struct command commands[];
extern const size_t commands_count;

int init_command(const struct call *);
int config_command(const struct call *);
int upgrade_command(const struct call *);
int backup_command(const struct call *);
int restore_command(const struct call *);
int export_command(const struct call *);
int import_command(const struct call *);
int import_command_links(const struct call *);
int verify_command(const struct call *);

int demo_command_add(const struct call *);
int demo_command_remove(const struct call *);

int key_command_add(const struct call *);
int key_command_list(const struct call *);
int key_command_rotate(const struct call *);
int key_command_revoke(const struct call *);

int domain_command_list(const struct call *);

int event_command_list(const struct call *);
int event_command_put(const struct call *);

int pattern_command_check(const struct call *);
int pattern_command_test(const struct call *);

int rule_command_add(const struct call *);
int rule_command_list(const struct call *);
int rule_command_show(const struct call *);
int rule_command_enable(const struct call *);
int rule_command_disable(const struct call *);
int rule_command_remove(const struct call *);

int target_command_add(const struct call *);
int target_command_list(const struct call *);
int target_command_show(const struct call *);
int target_command_change(const struct call *);
int target_command_enable(const struct call *);
int target_command_disable(const struct call *);
int target_command_rotate(const struct call *);
int target_command_remove(const struct call *);

int dead_command_list(const struct call *);
int dead_command_show(const struct call *);
int dead_command_redrive(const struct call *);
int dead_command_purge(const struct call *);

int replay_command_add(const struct call *);
int replay_command_list(const struct call *);
int replay_command_show(const struct call *);
int replay_command_cancel(const struct call *);

int message_command_send(const struct call *);
int message_command_list(const struct call *);
int message_command_show(const struct call *);
int message_command_receipts(const struct call *);
int message_command_resend(const struct call *);
int message_command_move(const struct call *);
int message_command_cancel(const struct call *);
int message_command_revoke(const struct call *);
int message_command_read(const struct call *);

int campaign_command_send(const struct call *);
int campaign_command_list(const struct call *);
int campaign_command_show(const struct call *);
int campaign_command_change(const struct call *); /* start, pause, resume, cancel: by the action */
int campaign_command_retry(const struct call *);
int campaign_command_move(const struct call *);
int campaign_command_remove(const struct call *);

int link_command_add(const struct call *);
int link_command_audit(const struct call *);
int link_command_list(const struct call *);
int link_command_show(const struct call *);
int link_command_edit(const struct call *);
int link_command_switch(const struct call *); /* disable, enable: by the action */
int link_command_delete(const struct call *);
int link_command_restore(const struct call *);

int stats_command_all(const struct call *);
int stats_command_link(const struct call *);
int stats_command_missed(const struct call *);
int stats_command_label(const struct call *); /* campaign, tag: by the action */

int blocklist_command_add(const struct call *);
int blocklist_command_remove(const struct call *);
int blocklist_command_list(const struct call *);
int blocklist_command_load(const struct call *);
int host_command_add(const struct call *);
int host_command_list(const struct call *);
int host_command_promote(const struct call *);
int host_command_remove(const struct call *);
int suppression_command_list(const struct call *);
int suppression_command_add(const struct call *);
int suppression_command_remove(const struct call *);

int forget_command(const struct call *);

#endif
