// Which desk is this, and what is said of it as a whole?
import { instance } from '#contract'
import { type Db, transaction } from '#db'
import { templates } from '#repository'
import { settings } from '#users'
import { administrator, signedIn } from '../authentication.ts'
import type { Routes, WebDesk } from '../context.ts'
import { version } from '../version.ts'

/** GitLab names the commit here; a release is known by its version alone. */
const revision = ''

export const instanceRoutes: Routes = (app, desk) => {
  const tags = ['instance']

  app.get(
    '/instance',
    {
      config: { scopes: ['read_user'] },
      schema: {
        tags,
        summary: 'What this desk is called; no sign-in is needed',
        response: { 200: instance.Instance },
      },
    },
    async request => {
      const { instance_name: name } = await settings.get(desk.db)
      const { external_url } = desk.config
      return { name, external_url, version: request.viewer === null ? null : version }
    },
  )

  app.get(
    '/version',
    {
      config: { scopes: ['read_user'] },
      schema: { tags, summary: 'The version', response: { 200: instance.Version } },
    },
    async request => {
      signedIn(request)
      return { version, revision }
    },
  )

  app.get(
    '/metadata',
    {
      config: { scopes: ['read_user'] },
      schema: { tags, summary: 'The version in the newer shape', response: { 200: instance.Metadata } },
    },
    async request => {
      signedIn(request)
      const kas = { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null }
      return { version, revision, enterprise: false, kas }
    },
  )

  app.get(
    '/application/settings',
    { schema: { tags, summary: 'Settings (administrators)', response: { 200: instance.Settings } } },
    async request => {
      administrator(request)
      return showSettings(desk, desk.db)
    },
  )

  app.put(
    '/application/settings',
    {
      schema: {
        tags,
        summary: 'Change settings (administrators)',
        body: instance.UpdateSettings,
        response: { 200: instance.Settings },
      },
    },
    async request => {
      const by = administrator(request)
      const { akismet_enabled: enabled, akismet_api_key: key, ...body } = request.body
      const { file_template_project_id: templateProject, ...others } = body
      return transaction(desk.db, async tx => {
        await settings.set(tx, others)
        if (templateProject !== undefined) await templates.chooseForInstance(tx, by, templateProject)
        if (enabled !== undefined || key !== undefined) {
          const sealedKey = key?.trim() ? desk.secrets.seal(key.trim(), settings.akismetPurpose) : null
          await settings.setAkismet(tx, {
            ...(enabled === undefined ? {} : { enabled }),
            ...(key === undefined ? {} : { sealedKey }),
          })
        }
        return showSettings(desk, tx)
      })
    },
  )
}

/** How much of a key is shown, so that one can tell which it is. */
const shownOfKey = 4

/** @throws unavailable if the key was sealed by another desk */
async function showSettings({ secrets }: WebDesk, db: Db): Promise<instance.Settings> {
  const { enabled, sealedKey } = await settings.getAkismet(db)
  const key = sealedKey === null ? null : secrets.open(sealedKey, settings.akismetPurpose)
  return {
    ...(await settings.get(db)),
    file_template_project_id: await templates.chosenByInstance(db),
    akismet_enabled: enabled,
    akismet_api_key: key === null ? null : `…${key.slice(-shownOfKey)}`,
  }
}
