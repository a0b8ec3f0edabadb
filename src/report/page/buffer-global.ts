// src/evidence reads packets with Node's Buffer, the same code here as there. This module comes before all others.

import { Buffer } from 'buffer';

Object.assign(globalThis, { Buffer });
