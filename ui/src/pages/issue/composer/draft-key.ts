// Under which name is the draft of an answer kept? One for each person, issue and tab.

export type Tab = 'public' | 'internal'

export const draftKey = (personId: number, issueId: number, tab: Tab) => `${personId} ${issueId} ${tab}`
