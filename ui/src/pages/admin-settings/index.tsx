// What is the whole desk called, and who checks its tickets for spam?
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Settings, saveSettings, settingsQuery } from '../../api/admin.ts'
import { instanceQuery } from '../../api/instance.ts'
import { Failed } from '../../components/Failed.tsx'
import { TextField } from '../../components/Field.tsx'
import { Section } from '../../forms/Section.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { UnsavedGuard } from '../../forms/UnsavedGuard.tsx'
import { useForm } from '../../forms/useForm.ts'
import { AdminPage } from '../../frame/AdminTabs.tsx'
import { Akismet } from './Akismet.tsx'
import { MailTexts } from './MailTexts.tsx'

export default function Page() {
  const { data, error, refetch } = useQuery(settingsQuery)
  return (
    <AdminPage title="Settings of the desk" narrow>
      {error && data === undefined && <Failed error={error} retry={() => void refetch()} />}
      {data && <Name settings={data} />}
      {data && <MailTexts settings={data} />}
      {data && <Akismet settings={data} />}
      <UnsavedGuard />
    </AdminPage>
  )
}

function Name({ settings }: { settings: Settings }) {
  const client = useQueryClient()
  const form = useForm({
    saved: { instance_name: settings.instance_name },
    save: async changes => {
      client.setQueryData(settingsQuery.queryKey, await saveSettings(changes))
      await client.invalidateQueries({ queryKey: instanceQuery.queryKey })
    },
    told: 'Name saved',
  })
  return (
    <Section
      title="Name"
      about="What people call this desk. It stands in the sidebar, on the page where people sign in, and in mails."
    >
      <SettingsForm form={form} label="Name">
        <TextField {...form.field('instance_name')} label="Name of the desk" className="max-w-90" />
      </SettingsForm>
      <p className="text-faint text-xs">
        Mailboxes, limits and addresses stand in the file of configuration on the server, so that they can be
        kept and compared.
      </p>
    </Section>
  )
}
