#pragma once

#include "adapters/yangtze_delta/asking_connection.hpp"
#include "adapters/yangtze_delta/partner.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/infra/tls/connect.hpp"

#include <memory>
#include <string>
#include <vector>

namespace clearing::yangtze_delta {

struct LinkSettings {
    std::vector<tls::Target> addresses;              ///< tried in this order, the first that says a good Hello is taken
    DivisionCode region;                             ///< the partner's certificate must carry it …
    std::string role;                                ///< … and this
    std::chrono::milliseconds connect_limit{5'000};  ///< per address: connect, handshake, Hello
    std::chrono::milliseconds pause_after_failure{1'000};  ///< before the addresses are tried again
    AskingSettings asking;
};

/// One persistent connection to a partner: made when it is first needed, made again when it has ended.
class PartnerLink : public std::enable_shared_from_this<PartnerLink> {
public:
    PartnerLink(boost::asio::any_io_executor executor, LinkSettings settings, std::shared_ptr<AskingCounts> counts,
                NewPing new_ping);

    /// A connection on which the partner has said a Hello without error. Whoever asks while it is being made waits for
    /// the same one; whoever asks in the pause after it could not be made is told why at once. Errors:
    /// peer_unreachable, shutting_down; nothing has been sent then.
    static awaitable<Result<std::shared_ptr<AskingConnection>>> usable(std::shared_ptr<PartnerLink> self,
                                                                       TimePoint deadline);

    bool is_up() const { return connection_ != nullptr && connection_->takes_questions(); }
    std::size_t in_flight() const { return connection_ ? connection_->in_flight() : 0; }

    /// Closes after what is in flight when the partner's certificate no longer stands. A connection that is being made
    /// is judged once it is made, since its handshake may have begun by the old list.
    void recheck_peer(const tls::Credentials& now_trusted);
    /// Connects no more; closes after what is in flight.
    void retire();
    /// Connects no more; cuts what is in flight.
    void abort();
    bool has_let_go() const { return alive_ == 0 && !connecting_; }

private:
    using Connected = std::expected<std::shared_ptr<AskingConnection>, std::string>;

    static awaitable<void> connect(std::shared_ptr<PartnerLink> self);
    static awaitable<Connected> connect_to(std::shared_ptr<PartnerLink> self, tls::Target target);
    void connecting_ended();

    boost::asio::any_io_executor executor_;
    LinkSettings settings_;
    std::shared_ptr<AskingCounts> counts_;
    NewPing new_ping_;
    std::shared_ptr<AskingConnection> connection_;
    std::vector<std::weak_ptr<AskingConnection>> former_;  ///< retired, still answering
    std::vector<std::shared_ptr<Signal>> waiting_;
    std::string last_failure_;
    TimePoint pause_ends_{};
    std::size_t alive_ = 0;
    bool connecting_ = false;
    bool retired_ = false;
};

}  // namespace clearing::yangtze_delta
