import { z } from '@hono/zod-openapi';
import { PERMISSIONS } from '../../../src/auth/groups/permissions.js';
import { idResponse, instantText } from '../framework/responses.js';
import { email, shownName, text, unlinked } from '../framework/fields.js';

const groupName = unlinked(text(60)).openapi({ example: 'Administrator' });

const permissions = z
  .array(z.enum(PERMISSIONS))
  .max(PERMISSIONS.length)
  .openapi({ example: ['accounts.read', 'payments.write'] });

export const newUser = z
  .strictObject({
    email,
    name: shownName,
    group: groupName,
    password: z.string().max(1_000).optional().openapi({
      writeOnly: true,
      description: 'If omitted, the user sets it with the link in the invitation.',
    }),
  })
  .openapi('NewUser');

export const userChange = z
  .strictObject({
    name: shownName.optional(),
    group: groupName.optional(),
    disabled: z.boolean().optional(),
    email: email.optional(),
    secondFactor: z.literal(false).optional().openapi({ description: 'Removes a lost second factor.' }),
  })
  .openapi('UserChange');

export const userResponse = z
  .object({
    id: idResponse,
    email: z.string(),
    name: z.string(),
    group: z.string(),
    state: z.enum(['invited', 'active', 'disabled']),
    lastLoginAt: instantText.nullable(),
    secondFactor: z.boolean(),
    createdAt: instantText,
  })
  .openapi('User');

export const newGroup = z
  .strictObject({
    name: groupName,
    placedUnder: groupName.openapi({ description: 'Name of the parent group, which controls it.' }),
    permissions,
  })
  .openapi('NewGroup');

export const groupChange = z
  .strictObject({
    name: groupName.optional(),
    placedUnder: groupName.optional(),
    permissions: permissions.optional(),
  })
  .openapi('GroupChange');

export const groupResponse = z
  .object({
    id: idResponse.nullable().openapi({ description: 'Null for built-in groups, which cannot be changed.' }),
    name: z.string(),
    placedUnder: z.string().nullable(),
    permissions: z.array(z.enum(PERMISSIONS)),
    members: z.int(),
  })
  .openapi('Group');
