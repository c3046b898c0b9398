#pragma once

#include "clearing/delta/v1/delta.pb.h"
#include "gateway/infra/tls/stream.hpp"

#include <memory>
#include <optional>
#include <string>

namespace clearing::test {

/// A caller at the gateway's Delta listener that writes frames, or what is none, by hand.
class DeltaCaller {
public:
    /// Connects; reads nothing yet. Throws when the handshake fails.
    explicit DeltaCaller(const std::string& certificate);
    ~DeltaCaller();

    /// The next envelope; nothing when the connection has ended, or brought no envelope within five seconds.
    std::optional<delta::v1::Envelope> read();
    void write_bytes(std::string bytes);
    void write(const delta::v1::Envelope& envelope);
    /// A ping and its answer; false when none came.
    bool ping();
    void cut() { stream_->abort(); }

private:
    std::shared_ptr<tls::Stream> stream_;
    std::uint64_t last_ = 0;
};

/// Length and message, as on the wire.
std::string frame_of(const std::string& message);

}  // namespace clearing::test
