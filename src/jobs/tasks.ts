// Which jobs are there, and what does each need to know?

/** Job name → payload. Payloads carry ids only: what is to be done stands in the row, so that a job may run twice. */
export type Tasks = {
  'inbound.process': { inboxId: number }
  'event.recorded': { eventId: number }
  'merge_request.changed': {
    mergeRequestId: number
    action: 'open' | 'update' | 'close' | 'reopen' | 'merge'
    actorId: number | null
    changes: string[]
  }
  'mirror.pull': { projectId: number }
  'outbound.deliver': { outboxId: number }
  'repository.tidy': { projectId: number }
  'repository.updated': { projectId: number }
  'webhooks.deliver': { hookId: number }
  'webhooks.record': { projectId: number }
  'spam.learn': { inboxId: number; as: 'spam' | 'ham' }
}

export type TaskName = keyof Tasks
