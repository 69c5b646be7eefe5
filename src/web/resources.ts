// Which resources does the web serve? One line each; the order does not matter.
import { adminRoutes } from './api/admin.ts'
import { branchRoutes } from './api/branches.ts'
import { commitRoutes } from './api/commits.ts'
import { customEmailRoutes } from './api/custom-email.ts'
import { discussionRoutes } from './api/discussions.ts'
import { participantRoutes } from './api/email-participants.ts'
import { eventRoutes } from './api/events.ts'
import { forgeHookRoutes } from './api/forge-hooks.ts'
import { groupRoutes } from './api/groups.ts'
import { hookRoutes } from './api/hooks.ts'
import { inboxRoutes } from './api/inbox.ts'
import { instanceRoutes } from './api/instance.ts'
import { issueActionRoutes } from './api/issue-actions.ts'
import { bulkIssueRoutes } from './api/issue-bulk.ts'
import { issueListRoutes } from './api/issue-lists.ts'
import { issueRoutes } from './api/issues.ts'
import { labelRoutes } from './api/labels.ts'
import { mailRoomRoutes } from './api/mail-room.ts'
import { markdownRoutes } from './api/markdown.ts'
import { memberRoutes } from './api/members.ts'
import { mergeRequestCodeRoutes } from './api/merge-request-code.ts'
import { mergeRequestListRoutes } from './api/merge-request-lists.ts'
import { mergeRequestNoteRoutes } from './api/merge-request-notes.ts'
import { mergeRequestRoutes } from './api/merge-requests.ts'
import { mergingRoutes } from './api/merging.ts'
import { milestoneRoutes } from './api/milestones.ts'
import { mirrorRoutes } from './api/mirrors.ts'
import { namespaceRoutes } from './api/namespaces.ts'
import { noteRoutes } from './api/notes.ts'
import { numbersRoutes } from './api/numbers.ts'
import { originalMailRoutes } from './api/original-mails.ts'
import { outboxRoutes, undeliverableRoutes } from './api/outbox.ts'
import { tokenRoutes } from './api/personal_access_tokens.ts'
import { projectRoutes } from './api/projects.ts'
import { protectedBranchRoutes } from './api/protected-branches.ts'
import { repositoryRoutes } from './api/repository.ts'
import { repositoryFileRoutes } from './api/repository-files.ts'
import { sampleMailRoutes } from './api/sample-mail.ts'
import { savedReplyRoutes } from './api/saved-replies.ts'
import { searchRoutes } from './api/search.ts'
import { serviceDeskRoutes } from './api/service-desk.ts'
import { sessionRoutes } from './api/session.ts'
import { spamRoutes } from './api/spam.ts'
import { tagRoutes } from './api/tags.ts'
import { templateRoutes } from './api/templates.ts'
import { todoRoutes } from './api/todos.ts'
import { uploadPages, uploadRoutes } from './api/uploads.ts'
import { userRoutes } from './api/user.ts'
import { userAccountRoutes } from './api/users.ts'
import { writingRoutes } from './api/writing.ts'
import { attachmentRoutes } from './attachments.ts'
import type { Routes } from './context.ts'
import { gitRoutes } from './git-http.ts'
import { rawFilePages } from './raw-file.ts'
import { unsubscribeRoutes } from './unsubscribe.ts'

/** Under /api/v4, with authentication, GitLab's error shapes and a place in the OpenAPI document. */
export const resources: readonly Routes[] = [
  adminRoutes,
  branchRoutes,
  commitRoutes,
  customEmailRoutes,
  discussionRoutes,
  eventRoutes,
  forgeHookRoutes,
  groupRoutes,
  hookRoutes,
  inboxRoutes,
  instanceRoutes,
  mailRoomRoutes,
  issueActionRoutes,
  bulkIssueRoutes,
  issueListRoutes,
  issueRoutes,
  labelRoutes,
  markdownRoutes,
  memberRoutes,
  mergeRequestListRoutes,
  mergeRequestRoutes,
  mergeRequestCodeRoutes,
  mergeRequestNoteRoutes,
  mergingRoutes,
  spamRoutes,
  milestoneRoutes,
  mirrorRoutes,
  namespaceRoutes,
  noteRoutes,
  numbersRoutes,
  originalMailRoutes,
  participantRoutes,
  projectRoutes,
  protectedBranchRoutes,
  repositoryRoutes,
  repositoryFileRoutes,
  sampleMailRoutes,
  savedReplyRoutes,
  searchRoutes,
  serviceDeskRoutes,
  outboxRoutes,
  sessionRoutes,
  tagRoutes,
  templateRoutes,
  tokenRoutes,
  todoRoutes,
  uploadRoutes,
  userRoutes,
  undeliverableRoutes,
  userAccountRoutes,
  writingRoutes,
]

/** Outside /api/v4, with authentication: pages for people without an account, files, Git over HTTP. */
export const pages: readonly Routes[] = [
  attachmentRoutes,
  gitRoutes,
  rawFilePages,
  unsubscribeRoutes,
  uploadPages,
]
