// Which shapes do the server and its clients agree upon? One namespace a resource; see the file of that name.
import * as admin from './admin.ts'
import * as branch from './branch.ts'
import * as commit from './commit.ts'
import * as error from './error.ts'
import * as fields from './fields.ts'
import * as forgeHook from './forge-hook.ts'
import * as group from './group.ts'
import * as hook from './hook.ts'
import * as inbox from './inbox.ts'
import * as instance from './instance.ts'
import * as issue from './issue.ts'
import * as label from './label.ts'
import * as markdown from './markdown.ts'
import * as member from './member.ts'
import * as mergeRequest from './merge-request.ts'
import * as merging from './merging.ts'
import * as milestone from './milestone.ts'
import * as mirror from './mirror.ts'
import * as note from './note.ts'
import * as numbers from './numbers.ts'
import * as outbox from './outbox.ts'
import * as pagination from './pagination.ts'
import * as participant from './participant.ts'
import * as project from './project.ts'
import * as protectedBranch from './protected-branch.ts'
import * as repository from './repository.ts'
import * as savedReply from './saved-reply.ts'
import * as search from './search.ts'
import * as serviceDesk from './service-desk.ts'
import * as session from './session.ts'
import * as template from './template.ts'
import * as todo from './todo.ts'
import * as token from './token.ts'
import * as upload from './upload.ts'
import * as user from './user.ts'

export {
  admin,
  branch,
  commit,
  error,
  fields,
  forgeHook,
  group,
  hook,
  inbox,
  instance,
  issue,
  label,
  markdown,
  member,
  mergeRequest,
  merging,
  milestone,
  mirror,
  note,
  numbers,
  outbox,
  pagination,
  participant,
  project,
  protectedBranch,
  repository,
  savedReply,
  search,
  serviceDesk,
  session,
  template,
  todo,
  token,
  upload,
  user,
}
