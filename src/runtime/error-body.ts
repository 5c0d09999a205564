import type { Json } from '../node-kit/method.js';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const firstDescription = (value: unknown): string | undefined => {
  const [first] = Array.isArray(value) ? value : [];
  return text((first as { description?: unknown } | undefined)?.description);
};

/**
 * The reason in an error answer. The shapes are those that Cisco's APIs are known to give: `error.message[].description`
 * (task, configuration, subscriptions), `errors[].description`, `message`, `description`, OAuth's `error_description`.
 * At most 300 characters; undefined when the body is none of them.
 */
export const errorReason = (json: Json | undefined): { reason?: string; trackingId?: string } => {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return {};
  const { error, errors, message, description, error_description, reason } = json;
  const tracking = text(json.trackingId) ?? text(json.trackingID) ?? text(json.transid);
  const nested = error as { message?: unknown; reason?: unknown } | undefined;
  const found =
    firstDescription(nested?.message) ??
    text(nested?.reason) ??
    firstDescription(errors) ??
    text(error_description) ??
    text(message) ??
    text(description) ??
    text(reason);
  return {
    ...(found && { reason: found.slice(0, 300) }),
    ...(tracking && { trackingId: tracking.slice(0, 100) }),
  };
};
