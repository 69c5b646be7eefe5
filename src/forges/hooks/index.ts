// What do other forges tell of code that lives with them?
export { forgetDeliveries, receiveFromForge } from './receive.ts'
export {
  addForgeHook as add,
  changeForgeHook as change,
  type ForgeHook,
  listForgeHooks as list,
  removeForgeHook as remove,
} from './settings.ts'
