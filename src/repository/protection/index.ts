// Who may move which branch?
export { checkMove, type Move } from './moves.ts'
export { mayMerge, mayPush, protectionIn, type Rule, rulesOf } from './rules.ts'
export {
  changeProtected,
  findProtected,
  listProtected,
  type ProtectedBranch,
  type ProtectionChange,
  protect,
  unprotect,
} from './settings.ts'
