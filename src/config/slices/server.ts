// Where does the desk live, and by which doors is it entered?
import { z } from 'zod'
import { besides, count, endpoint, endpointOrSocket, httpUrl, words } from './fields.ts'

export const server = {
  /** Where people reach the web; links in mails start with it. Absent: http:// and `listen`. */
  external_url: httpUrl.transform(url => url.replace(/\/+$/, '')).optional(),
  listen: endpoint.prefault('127.0.0.1:3000'),
  /** All that the desk keeps: database, files, certificate. */
  data_dir: words.default('data'),
  /** A PostgreSQL of your own (18 or later), in place of the one under data_dir. */
  database_url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a URL like postgres://user:password@host/database')
    .optional(),
  /** Locks passwords that are entered in the pages. Absent: a key in data_dir. */
  secrets_key: z.string().min(32, 'must have 32 characters or more').optional(),
  log_level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn'),
}

export const smtpListener = z
  .strictObject({
    enabled: z.boolean().default(true),
    listen: endpoint.prefault('127.0.0.1:2525'),
    /** Said in the greeting and in Received lines; absent: the host of external_url. */
    hostname: words.optional(),
    /** PEM files; absent: a certificate that the desk makes for itself. */
    tls_cert: words.optional(),
    tls_key: words.optional(),
    max_connections: count.default(200),
    /** One host may not take all connections for itself. */
    max_connections_per_client: count.default(50),
    idle_seconds: count.default(300),
  })
  .refine(given => (given.tls_cert === undefined) === (given.tls_key === undefined), {
    ...besides,
    message: 'needs tls_key, and tls_key needs it: they go together',
    path: ['tls_cert'],
  })
  .prefault({})

/** Absent: no LMTP. */
export const lmtpListener = z.strictObject({ listen: endpointOrSocket }).optional()
