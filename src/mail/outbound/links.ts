// Under which URLs does a mail lead back to the desk?

type Web = { config: { external_url: string } }

export function unsubscribeUrl({ config }: Web, replyKey: string): string {
  return `${config.external_url}/-/sent_notifications/${replyKey}/unsubscribe`
}

export function issueUrl({ config }: Web, fullPath: string, iid: number, noteId?: number): string {
  return `${config.external_url}/${fullPath}/-/issues/${iid}${noteId === undefined ? '' : `#note_${noteId}`}`
}
