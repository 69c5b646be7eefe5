// With which settings does the embedded PostgreSQL run? Small at rest, and never at the price of a committed mail.

/** Stated on the command line at each start, so that a new release of Deskbell can change them. */
const settings = {
  listen_addresses: '',
  // The folder of the socket is 0700: who reaches the socket may already read the data.
  unix_socket_permissions: '0700',
  // A desk needs about 20: a pool, the workers, the listeners, a command line or two.
  max_connections: '40',
  // Idle memory counts: the desk, PostgreSQL and all, shall rest below 220 MB.
  shared_buffers: '32MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // Recovery after a crash reads at most this much; each checkpoint makes the log longer for a while (full pages).
  max_wal_size: '512MB',
  checkpoint_timeout: '15min',
  // No I/O worker processes: reads mostly hit the cache, and each process costs memory at rest.
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  max_worker_processes: '2',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  wal_level: 'minimal',
  // Queries are short; compiling one costs more than running it.
  jit: 'off',
  autovacuum_max_workers: '2',
  // Events and jobs come and go fast; small steps keep the tables small.
  autovacuum_naptime: '30s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_line_prefix: '',
  // Failed statements are told to who sent them; the log keeps what concerns the server.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
} as const

/** For servers of tests alone: nothing survives a crash of the machine, and nothing has to. */
const throwawaySettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '200',
} as const

export function serverArguments(cluster: string, socketFolder: string, throwaway: boolean): string[] {
  const all = {
    ...settings,
    ...(throwaway ? throwawaySettings : {}),
    unix_socket_directories: quoted(socketFolder),
  }
  return ['-D', cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** unix_socket_directories is a list; a path that holds a comma or a blank must stand in double quotes. */
function quoted(path: string): string {
  return `"${path.replaceAll('"', '""')}"`
}
