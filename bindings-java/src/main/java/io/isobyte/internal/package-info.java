/** How values cross to the native core and back. No part of the API: it changes without notice. */
package io.isobyte.internal;
