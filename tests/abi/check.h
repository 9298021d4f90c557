/* What the tests of the C ABI share: conditions that must hold, calls that must fail. */
#ifndef ISO_TEST_CHECK_H
#define ISO_TEST_CHECK_H

#include "isobyte.h"

#include <stdio.h>
#include <string.h>

extern size_t passed, failed;

#define CHECK(condition)                                                   \
    do {                                                                   \
        if (condition) {                                                   \
            passed++;                                                      \
        } else {                                                           \
            failed++;                                                      \
            printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
        }                                                                  \
    } while (0)

/* The call fails with the status; its error says the same, has a message, and is freed here. */
#define FAILS(status, call)                                                 \
    do {                                                                    \
        iso_error *error = NULL;                                            \
        iso_status fails_ = (call);                                         \
        CHECK(fails_ == (status));                                          \
        CHECK(error != NULL && iso_error_code(error) == (status));          \
        CHECK(strcmp(iso_error_name(error), iso_status_name(status)) == 0); \
        CHECK(iso_error_message(error)[0] != '\0');                         \
        iso_error_free(error);                                              \
    } while (0)

#define WORKS(call) CHECK((call) == ISO_OK)

/* Files, stores, findings, properties, JSON texts. */
void api_files(void);

#endif
