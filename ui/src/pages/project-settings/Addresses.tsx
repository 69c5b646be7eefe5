// Where do customers write to? The address to give away, and all others that go on working.
import type { ServiceDesk } from '../../api/types.ts'
import { Copy } from '../../components/Copy.tsx'
import { Field } from '../../components/Field.tsx'

type Address = ServiceDesk['addresses'][number]

const forms: Record<Address['form'], string> = {
  custom: 'of your own',
  suffix: 'with a suffix',
  generated: 'made for this project',
  legacy: 'in the older form',
}

export function Addresses({ desk }: { desk: ServiceDesk }) {
  const { service_desk_address: address, addresses } = desk
  const others = addresses.filter(one => one.address !== address)
  if (address === null && others.length === 0) return null
  return (
    <div className="flex max-w-130 flex-col gap-3">
      {address !== null && (
        <Field
          label="Address for customers"
          help="Give it away as it is; put it on your page, or forward your own address to it."
        >
          {({ id }) => (
            <div className="flex items-center gap-1">
              <output
                id={id}
                className="min-w-0 grow select-all break-all rounded-md border border-line bg-sunken px-2.5 py-1.5 font-mono text-sm"
              >
                {address}
              </output>
              <Copy text={address} label="Copy the address for customers" />
            </div>
          )}
        </Field>
      )}
      {others.length > 0 && (
        <details>
          <summary className="w-max text-muted text-sm hover:text-ink">
            {others.length === 1 ? '1 more address works' : `${others.length} more addresses work`}
          </summary>
          <ul
            aria-label="Further addresses"
            className="mt-2 flex flex-col divide-y divide-line border-line border-y"
          >
            {others.map(one => (
              <li key={one.address} className="flex flex-wrap items-center gap-x-3 py-1.5 text-sm">
                <code className="min-w-0 grow break-all font-mono text-xs">{one.address}</code>
                <span className="text-faint text-xs">
                  {one.former ? 'former, ' : ''}
                  {forms[one.form]}
                </span>
                <Copy text={one.address} label={`Copy ${one.address}`} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
