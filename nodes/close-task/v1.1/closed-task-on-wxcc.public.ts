export { default } from '../v1.0/closed-task-on-wxcc.public.js';
