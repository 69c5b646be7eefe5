// How does a command end? As sysexits.h says, so that a mail server knows whether to try again.

export const sysexits = {
  ok: 0,
  usage: 64,
  dataErr: 65,
  noInput: 66,
  noUser: 67,
  unavailable: 69,
  software: 70,
  ioErr: 74,
  tempFail: 75,
  config: 78,
} as const
