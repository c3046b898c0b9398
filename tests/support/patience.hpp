#pragma once

namespace clearing::tests {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CLEARING_IS_SANITIZED
#endif
#endif

/// How many times longer than usual a test waits for what comes of itself: a sanitized program is several times slower.
#ifdef CLEARING_IS_SANITIZED
inline constexpr int patience = 4;
#else
inline constexpr int patience = 1;
#endif

}  // namespace clearing::tests
