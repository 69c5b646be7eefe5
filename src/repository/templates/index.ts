// Which texts of tickets and mails stand in the repository?

export { chooseForGroup, chooseForInstance, chosenByGroup, chosenByInstance } from './choose.ts'
export {
  type Found,
  findTemplate as find,
  listTemplates as list,
  missing,
  type Named,
  type PassedOver,
} from './find.ts'
export { folders, type TemplateFolder, templateFile } from './kinds.ts'
export { sourcesColumn, sourcesOf, type TemplateSource } from './sources.ts'
