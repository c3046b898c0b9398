#pragma once

#include "gateway/domain/ids.hpp"

#include <cstddef>
#include <memory>
#include <set>
#include <utility>

namespace clearing::async {

/// The messages that a door works on, each as often as its copies are in work at once: no copy is told that nothing was
/// done while another one is being worked on. One thread.
class InWork {
    using Messages = std::multiset<MessageKey>;

public:
    /// A message in work, counted as long as this lives. It may outlive the door.
    class Counted {
    public:
        Counted(std::shared_ptr<Messages> all, MessageKey key)
            : all_(std::move(all)), place_(all_->insert(std::move(key))) {}
        Counted(const Counted&) = delete;
        Counted& operator=(const Counted&) = delete;
        ~Counted() { all_->erase(place_); }

    private:
        std::shared_ptr<Messages> all_;
        Messages::iterator place_;
    };

    Counted add(MessageKey key) { return Counted(all_, std::move(key)); }
    std::size_t count(const MessageKey& key) const { return all_->count(key); }

private:
    std::shared_ptr<Messages> all_ = std::make_shared<Messages>();
};

}  // namespace clearing::async
