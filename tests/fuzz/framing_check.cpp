#include "adapters/yangtze_delta/framing.hpp"
#include "tests/fuzz/check.hpp"

#include <algorithm>
#include <optional>

namespace clearing::fuzz {
namespace {

using yangtze_delta::FrameFault;
using yangtze_delta::FrameReader;

constexpr std::size_t limit = 4096;

struct Read {
    std::vector<std::string> messages;
    std::optional<FrameFault> fault;
    bool in_the_middle = false;

    bool operator==(const Read&) const = default;
};

Read read(const std::vector<std::string_view>& pieces) {
    FrameReader reader(limit);
    Read read;
    for (const std::string_view piece : pieces) {
        reader.feed(piece);
        while (true) {
            auto message = reader.next();
            if (!message) {
                read.fault = message.error();
                promise(reader.next() == std::unexpected(message.error()), "a fault does not stay");
                return read;
            }
            if (!*message) break;
            promise(!(*message)->empty() && (*message)->size() <= limit, "a message beyond the limit");
            read.messages.push_back(std::move(**message));
        }
    }
    read.in_the_middle = reader.in_the_middle();
    return read;
}

}  // namespace

bool check_delta_framing(Bytes bytes) {
    if (bytes.empty()) return false;
    const std::string_view stream = text_of(bytes).substr(1);
    const Read whole = read({stream});
    const Read cut = read(pieces_of(stream, bytes[0]));
    promise(whole.messages == cut.messages && whole.fault == cut.fault, "where the stream is cut makes a difference");
    if (!whole.fault) promise(whole.in_the_middle == cut.in_the_middle, "a cut frame is not seen in every case");
    std::string again;
    for (const std::string& message : whole.messages)
        again += yangtze_delta::framed(message);
    promise(stream.starts_with(again), "what was read is not what was sent");
    if (!whole.fault) promise(whole.in_the_middle == (again.size() < stream.size()), "bytes are lost");
    return !whole.messages.empty();
}

}  // namespace clearing::fuzz
