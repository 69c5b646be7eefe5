// How does one get the code? Its address for git, to copy.
import { Popover } from '@base-ui/react/popover'
import { ChevronDown } from 'lucide-react'
import { Button } from '../../components/Button.tsx'
import { Copy } from '../../components/Copy.tsx'
import { floatLook } from '../../components/Menu.tsx'
import { usePerson } from '../../session.ts'

export function Clone({ url }: { url: string }) {
  const person = usePerson()
  const command = `git clone ${url}`
  return (
    <Popover.Root>
      <Popover.Trigger render={<Button />}>
        Clone
        <ChevronDown aria-hidden="true" className="size-4 text-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" collisionPadding={8} className="z-50">
          <Popover.Popup
            aria-label="Clone"
            className={`${floatLook} flex w-100 max-w-[calc(100vw-16px)] flex-col gap-2 p-3!`}
          >
            <p className="flex items-center gap-1">
              <code className="min-w-0 grow break-all rounded-md bg-sunken px-2 py-1.5 font-mono text-xs">
                {command}
              </code>
              <Copy text={command} label="Copy the command" />
            </p>
            <p className="text-muted text-xs">
              {person
                ? 'Git asks for a name and a password: yours, or a personal access token as the password.'
                : 'Sign in to get a token if git asks for a password.'}
            </p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
