// The users of the account, and the order in which they are listed.

import { createUser, SAMPLE } from "./directory.js";

export class Users {
  /** The users with their profiles, by ID. */
  directory = new Map();
  /** Those that the list has, in its order, which users may change while it is read. */
  listed = [];
  #byEmail = new Map();

  constructor({ users, seed, pendingUsers }) {
    for (let index = 0; index < users; index++) this.add(index === 0 ? SAMPLE : createUser(index, seed));
    for (let index = 0; index < pendingUsers; index++)
      this.listed.push({ id: `pending-${index}`, email: `pending${index}@example.com`, status: "pending" });
  }

  /** Returns a user by ID or email address. */
  find(idOrEmail) {
    return this.directory.get(this.#byEmail.get(idOrEmail) ?? idOrEmail);
  }

  /** Adds a user at the end of the list. */
  add(user) {
    this.directory.set(user.id, user);
    this.#byEmail.set(user.email, user.id);
    this.listed.push(user);
  }

  /** Moves a user to another place of the list. */
  move(userId, place) {
    this.listed.splice(place, 0, this.#unlist(userId));
  }

  /** Removes a user, who stays in the list for a while if `isListed`. */
  remove(userId, { isListed = false } = {}) {
    this.directory.delete(userId);
    if (!isListed) this.#unlist(userId);
  }

  #unlist(userId) {
    const at = this.listed.findIndex(({ id }) => id === userId);
    return this.listed.splice(at, 1)[0];
  }
}
