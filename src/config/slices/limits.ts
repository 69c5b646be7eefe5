// How much is too much? Every limit of the desk that an administrator may change, once, with its unit and its reason.
import { z } from 'zod'
import { count } from './fields.ts'

export const limits = z
  .strictObject({
    /** Bytes of a whole mail: what large providers let pass (SPEC §4.8). */
    mail_bytes: count.default(25 * 1024 * 1024),
    /** Files kept of one mail; more is an attack or a mistake, and is named on the ticket. */
    attachments_per_mail: count.default(100),
    /** RCPT commands in one mail (RFC 5321 §4.5.3.1.8 asks for 100 at least). */
    recipients_per_mail: count.default(100),
    /** External participants of a ticket that get mail: a ticket is no mailing list. */
    participants_per_ticket: count.default(25),
    /** Automatic mails to one recipient in an hour: ends loops that no header betrays. */
    automatic_mails_per_recipient_and_hour: count.default(10),
    /** Acknowledgements to one sender and project in 24 hours before only one more is sent. */
    acknowledgements_before_brake: count.default(3),
    /** Mails from one sender in an hour before the rest is held. */
    mails_per_sender_and_hour: count.default(60),
    /** Mails to one project in an hour before the rest is held: far above what people read, far below what a flood brings. */
    mails_per_project_and_hour: count.default(20000),
    /** Reopenings of one ticket by mail in an hour: two robots must not ring for ever. */
    reopenings_per_ticket_and_hour: count.default(3),
    /** Received lines (RFC 5321 §6.3): more is a loop between servers. */
    received_lines: count.default(100),
    /** Bytes of a note's files that travel inside the mail; beyond, as links: many servers take no more. */
    attached_bytes: count.default(10 * 1024 * 1024),
    /** Days until an undelivered mail is given up. */
    retry_days: count.default(3),
    /** Days a reply key is good for. People do answer old mail. */
    reply_key_days: count.default(1825),
    /** Days a link to a file in a mail works without an account. */
    file_link_days: count.default(90),
    /** Bytes of one upload. */
    upload_bytes: count.default(100 * 1024 * 1024),
    /** Bytes of one push as they travel, packed: room for the history of a large project, and an end. */
    push_bytes: count.default(2 * 1024 * 1024 * 1024),
    /** Searches of one person in a minute, in each place: as many as somebody types, too few to keep the database busy with. */
    searches_per_minute: count.default(120),
    /** Simultaneous connections to the outgoing server. */
    smtp_connections: count.default(5),
  })
  .prefault({})
