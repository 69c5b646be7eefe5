// Does the project write under an address of its own, such as support@example.com? Set it up, see it verified, switch it on.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  changeCustomEmail,
  customEmailQuery,
  removeCustomEmail,
  verifyCustomEmail,
} from '../../api/custom-email.ts'
import { projectQuery } from '../../api/projects.ts'
import { serviceDeskQuery } from '../../api/service-desk.ts'
import type { CustomEmail as Custom, ServiceDesk } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { Switch } from '../../components/Switch.tsx'
import { useChoose } from '../../forms/useChoose.ts'
import { tell, tellError } from '../../toasts.ts'
import { CustomEmailForm } from './CustomEmailForm.tsx'
import { CustomEmailState } from './CustomEmailState.tsx'

type Props = { path: string; desk: ServiceDesk; custom: Custom }

export function CustomEmail({ path, desk, custom }: Props) {
  const [open, setOpen] = useState(false)
  const { keep } = useKeep(path)
  // Where mail to the own address is to be forwarded.
  const target = desk.addresses.find(({ form, former }) => form !== 'custom' && !former)?.address ?? null
  const isSet = custom.custom_email !== null
  return (
    <section
      aria-labelledby="custom-email-title"
      className="flex max-w-130 flex-col gap-4 border-line border-t pt-5"
    >
      <div className="flex flex-col gap-1">
        <h3 id="custom-email-title" className="font-medium text-sm">
          Address of your own
        </h3>
        <p className="text-faint text-xs">
          Customers write to an address such as support@example.com and get their answers from it, by your own
          mail server.
        </p>
      </div>
      {isSet && !open && <Kept path={path} custom={custom} target={target} change={() => setOpen(true)} />}
      {open && (
        <CustomEmailForm
          path={path}
          custom={custom}
          target={target}
          onSaved={saved => {
            keep(saved)
            setOpen(false)
          }}
          onCancel={() => setOpen(false)}
        />
      )}
      {!isSet && !open && (
        <Button className="self-start" onClick={() => setOpen(true)}>
          Set up an address
        </Button>
      )}
    </section>
  )
}

type KeptProps = { path: string; custom: Custom; target: string | null; change: () => void }

function Kept({ path, custom, target, change }: KeptProps) {
  const { choose, verify, remove, busy } = useKeep(path)
  const [asking, setAsking] = useState(false)
  const verified = custom.custom_email_verification_state === 'finished'
  return (
    <>
      <CustomEmailState custom={custom} target={target} />
      {verified && (
        <Switch
          label={`Write as ${custom.custom_email}`}
          help="Mail to customers leaves from it by your server, and mail to it opens tickets. The team’s own notifications stay as they are."
          checked={custom.custom_email_enabled}
          onChange={on =>
            void choose(
              { custom_email_enabled: on },
              on ? `Customers hear from ${custom.custom_email}` : 'Customers hear from the desk’s address',
            )
          }
        />
      )}
      <div className="flex flex-wrap gap-2">
        {!verified && (
          <Button disabled={busy} onClick={() => void verify()}>
            {busy ? 'Sending…' : 'Verify again'}
          </Button>
        )}
        <Button onClick={change}>Change</Button>
        <Button look="danger" onClick={() => setAsking(true)}>
          Remove
        </Button>
      </div>
      <Confirm
        open={asking}
        title={`Remove ${custom.custom_email}?`}
        action="Remove address"
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          void remove()
        }}
      >
        Customers hear from the desk’s own address then. Address, server and password are forgotten.
      </Confirm>
    </>
  )
}

/** What can be done with the address, and what it changes on the page. */
function useKeep(path: string) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const { queryKey } = customEmailQuery(path)
  const keep = (saved: Custom) => {
    client.setQueryData(queryKey, saved)
    // The address for customers is another one from now on.
    void client.invalidateQueries({ queryKey: serviceDeskQuery(path).queryKey, exact: true })
    void client.invalidateQueries({ queryKey: projectQuery(path).queryKey })
    return saved
  }
  const choose = useChoose<Custom>(queryKey, async ({ custom_email_enabled }) =>
    keep(await changeCustomEmail(path, { custom_email_enabled })),
  )
  const act = async (send: () => Promise<Custom>, said?: string) => {
    setBusy(true)
    try {
      keep(await send())
      if (said) tell(said)
    } catch (error) {
      tellError(error)
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    keep,
    choose,
    verify: () => act(() => verifyCustomEmail(path)),
    remove: () => act(() => removeCustomEmail(path), 'The address is removed'),
  }
}
