// Which usernames, names, addresses and passwords may a person have?
import { DeskError, reservedPaths } from '#kernel'

/** Guessing eight characters through the sign-in limits is hopeless; NIST SP 800-63B §5.1.1 asks for as many. */
const minPassword = 8
/** A longer text would only make the hash slow (better-auth's own limit). */
const maxPassword = 128
const maxText = 255
/** RFC 5321 §4.5.3.1.3, less the angle brackets. */
const maxAddress = 254

type Profile = { [field in 'username' | 'name' | 'email' | 'password']?: string | undefined }

/**
 * The profile with blanks cut off and the address in lower case, as it is stored and looked up.
 * @throws invalid, naming every field that is wrong
 */
export function checkProfile<T extends Profile>(given: T): T {
  const profile = { ...given }
  const fields: Record<string, string[]> = {}
  const complain = (field: keyof Profile, reason: string | undefined) => {
    if (reason !== undefined) fields[field] = [reason]
  }
  if (profile.username !== undefined) complain('username', wrongUsername(profile.username))
  if (profile.name !== undefined) {
    profile.name = profile.name.trim()
    complain('name', wrongName(profile.name))
  }
  if (profile.email !== undefined) {
    profile.email = profile.email.trim().toLowerCase()
    complain('email', wrongAddress(profile.email))
  }
  if (profile.password !== undefined) complain('password', wrongPassword(profile.password))
  const names = Object.keys(fields)
  if (names.length > 0) throw new DeskError('invalid', `${names.join(', ')} not valid`, fields)
  return profile
}

function wrongUsername(username: string): string | undefined {
  if (username === '') return "can't be blank"
  if (username.length > maxText) return `is too long (maximum is ${maxText} characters)`
  if (!/^[a-zA-Z0-9_.][a-zA-Z0-9_.-]*$/.test(username) || /\.(git|atom)$|[.-]$/i.test(username))
    return "can contain only letters, digits, '_', '-' and '.', cannot start with '-' or end in '.', '-', '.git' or '.atom'"
  return reservedPaths.has(username.toLowerCase()) ? 'is a reserved name' : undefined
}

function wrongName(name: string): string | undefined {
  if (name === '') return "can't be blank"
  if (name.length > maxText) return `is too long (maximum is ${maxText} characters)`
  return /\p{Cc}/u.test(name) ? 'cannot contain control characters' : undefined
}

/** Only what can surely not be delivered to; whether it can is shown by mail that arrives. */
function wrongAddress(email: string): string | undefined {
  if (email === '') return "can't be blank"
  if (Buffer.byteLength(email) > maxAddress) return `is too long (maximum is ${maxAddress} octets)`
  return /^[^\s@<>()",;:\\\p{Cc}]+@[^\s@<>()",;:\\\p{Cc}.]+(\.[^\s@<>()",;:\\\p{Cc}.]+)*$/u.test(email)
    ? undefined
    : 'is invalid'
}

function wrongPassword(password: string): string | undefined {
  if (password.length < minPassword) return `is too short (minimum is ${minPassword} characters)`
  return password.length > maxPassword ? `is too long (maximum is ${maxPassword} characters)` : undefined
}
