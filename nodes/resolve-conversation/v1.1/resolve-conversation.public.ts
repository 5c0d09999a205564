export { default } from '../v1.0/resolve-conversation.public.js';
