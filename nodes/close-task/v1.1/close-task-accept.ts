export { default } from '../v1.0/close-task-accept.js';
