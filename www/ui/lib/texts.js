// texts.js: every text of the pages: key: [English, German, French, Spanish]. {name} is filled in; where a number decides,
// the texts are by its plural category, { one, other }.
export const languages = ["en", "de", "fr", "es"];

export const texts = {
    // Frame
    "frame.again": ["Try again", "Erneut versuchen", "Réessayer", "Reintentar"],
    "frame.campaigns": ["Campaigns", "Kampagnen", "Campagnes", "Campañas"],
    "frame.cancel": ["Cancel", "Abbrechen", "Annuler", "Cancelar"],
    "frame.close": ["Close", "Schließen", "Fermer", "Cerrar"],
    "frame.copied": ["Copied", "Kopiert", "Copié", "Copiado"],
    "frame.copy": ["Copy", "Kopieren", "Copier", "Copiar"],
    "frame.events": ["Events", "Ereignisse", "Événements", "Eventos"],
    "frame.language": ["Language", "Sprache", "Langue", "Idioma"],
    "frame.links": ["Links", "Links", "Liens", "Enlaces"],
    "frame.loading": ["Loading…", "Wird geladen …", "Chargement…", "Cargando…"],
    "frame.messages": ["Messages", "Nachrichten", "Messages", "Mensajes"],
    "frame.more": ["Show more", "Mehr anzeigen", "Afficher plus", "Mostrar más"],
    "frame.navigation": ["Main", "Hauptnavigation", "Navigation principale", "Principal"],
    "frame.overview": ["Overview", "Übersicht", "Aperçu", "Resumen"],
    "frame.save": ["Save", "Speichern", "Enregistrer", "Guardar"],
    "frame.search": ["Search", "Suchen", "Rechercher", "Buscar"],
    "frame.settings": ["Settings", "Einstellungen", "Paramètres", "Ajustes"],
    "frame.sign_out": ["Sign out", "Abmelden", "Se déconnecter", "Cerrar sesión"],
    "frame.skip": ["Skip to content", "Zum Inhalt springen", "Aller au contenu", "Ir al contenido"],
    "frame.undo": ["Undo", "Rückgängig", "Annuler", "Deshacer"],
    "frame.who": ["Signed in as {name} ({role})", "Angemeldet als {name} ({role})", "Connecté en tant que {name} ({role})", "Sesión iniciada como {name} ({role})"],
    "role.admin": ["admin", "Administrator", "administrateur", "administrador"],
    "role.creator": ["creator", "Ersteller", "créateur", "creador"],
    "role.reader": ["reader", "Leser", "lecteur", "lector"],

    // Errors
    "error.busy": [{ one: "curt is not available right now. Try again in {n} second.", other: "curt is not available right now. Try again in {n} seconds." },
        { one: "curt ist gerade nicht verfügbar. Versuchen Sie es in {n} Sekunde erneut.", other: "curt ist gerade nicht verfügbar. Versuchen Sie es in {n} Sekunden erneut." },
        { one: "curt est indisponible. Réessayez dans {n} seconde.", other: "curt est indisponible. Réessayez dans {n} secondes." },
        { one: "curt no está disponible. Inténtelo de nuevo en {n} segundo.", other: "curt no está disponible. Inténtelo de nuevo en {n} segundos." }],
    "error.offline": ["The server cannot be reached. Check your connection and try again.", "Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.", "Le serveur est injoignable. Vérifiez votre connexion et réessayez.", "No se puede conectar con el servidor. Compruebe su conexión e inténtelo de nuevo."],
    "error.rate": [{ one: "Too much at once. Try again in {n} second.", other: "Too much at once. Try again in {n} seconds." },
        { one: "Zu viel auf einmal. Versuchen Sie es in {n} Sekunde erneut.", other: "Zu viel auf einmal. Versuchen Sie es in {n} Sekunden erneut." },
        { one: "Trop de requêtes. Réessayez dans {n} seconde.", other: "Trop de requêtes. Réessayez dans {n} secondes." },
        { one: "Demasiadas solicitudes. Inténtelo de nuevo en {n} segundo.", other: "Demasiadas solicitudes. Inténtelo de nuevo en {n} segundos." }],
    "error.unexpected": ["Something went wrong (status {status}). Try again.", "Etwas ist schiefgegangen (Status {status}). Versuchen Sie es erneut.", "Une erreur s’est produite (statut {status}). Réessayez.", "Algo ha fallado (estado {status}). Inténtelo de nuevo."],
    "problem.alias_reserved": ["{field} is reserved. Choose another.", "{field} ist reserviert. Wählen Sie einen anderen.", "{field} est réservé. Choisissez-en un autre.", "{field} está reservado. Elija otro."],
    "problem.alias_taken": ["{field} is taken. Choose another.", "{field} ist vergeben. Wählen Sie einen anderen.", "{field} est déjà pris. Choisissez-en un autre.", "{field} ya está en uso. Elija otro."],
    "problem.invalid_alias": ["{field} must be 1 to 64 letters, digits, _ or -.", "{field} muss aus 1 bis 64 Buchstaben, Ziffern, _ oder - bestehen.", "{field} doit comporter 1 à 64 lettres, chiffres, _ ou -.", "{field} debe tener de 1 a 64 letras, cifras, _ o -."],
    "problem.missing_field": ["{field} is required.", "{field} ist erforderlich.", "{field} est obligatoire.", "{field} es obligatorio."],
    "problem.role_too_low": ["Your key does not allow this. Ask the administrator for one that does.", "Ihr Schlüssel erlaubt das nicht. Bitten Sie den Administrator um einen anderen.", "Votre clé ne le permet pas. Demandez-en une autre à l’administrateur.", "Su clave no lo permite. Pida otra al administrador."],
    "problem.store_unavailable": ["curt is not available right now. Try again in a few seconds.", "curt ist gerade nicht verfügbar. Versuchen Sie es in einigen Sekunden erneut.", "curt est indisponible. Réessayez dans quelques secondes.", "curt no está disponible. Inténtelo de nuevo en unos segundos."],
    "problem.version_mismatch": ["Somebody else has changed this in the meantime. Reload the page and try again.", "Jemand anderes hat dies inzwischen geändert. Laden Sie die Seite neu und versuchen Sie es erneut.", "Quelqu’un d’autre l’a modifié entre-temps. Rechargez la page et réessayez.", "Otra persona lo ha modificado mientras tanto. Recargue la página e inténtelo de nuevo."],

    // Charts
    "chart.csv": ["Download CSV", "CSV herunterladen", "Télécharger le CSV", "Descargar CSV"],
    "chart.missing": ["The charts cannot be loaded; the tables have the same numbers.", "Die Diagramme können nicht geladen werden; die Tabellen enthalten dieselben Zahlen.", "Les graphiques ne peuvent pas être chargés ; les tableaux contiennent les mêmes chiffres.", "No se pueden cargar los gráficos; las tablas contienen las mismas cifras."],
    "chart.table": ["Show as a table", "Als Tabelle anzeigen", "Afficher en tableau", "Mostrar como tabla"],

    // Campaigns

    // Create
    "create.alias": ["Alias", "Alias", "Alias", "Alias"],
    "create.alias_free": ["This alias is free.", "Dieser Alias ist frei.", "Cet alias est libre.", "Este alias está libre."],
    "create.alias_hint": ["Letters, digits, _ and -. Left empty, a short code is made for you.", "Buchstaben, Ziffern, _ und -. Bleibt das Feld leer, wird ein Kurzcode erzeugt.", "Lettres, chiffres, _ et -. Laissé vide, un code court est généré.", "Letras, cifras, _ y -. Si se deja vacío, se genera un código corto."],
    "create.another": ["Create another", "Weiteren erstellen", "En créer un autre", "Crear otro"],
    "create.button": ["Create link", "Link erstellen", "Créer le lien", "Crear enlace"],
    "create.campaign": ["Campaign", "Kampagne", "Campagne", "Campaña"],
    "create.created": ["Your link is ready", "Ihr Link ist fertig", "Votre lien est prêt", "Su enlace está listo"],
    "create.expires": ["Expires", "Läuft ab", "Expire", "Caduca"],
    "create.link_title": ["Title", "Titel", "Titre", "Título"],
    "create.max_clicks": ["Click limit", "Klicklimit", "Limite de clics", "Límite de clics"],
    "create.more": ["More options", "Weitere Optionen", "Plus d’options", "Más opciones"],
    "create.qr": ["QR code of {url}", "QR-Code von {url}", "Code QR de {url}", "Código QR de {url}"],
    "create.qr_png": ["QR code as PNG", "QR-Code als PNG", "Code QR en PNG", "Código QR en PNG"],
    "create.qr_svg": ["QR code as SVG", "QR-Code als SVG", "Code QR en SVG", "Código QR en SVG"],
    "create.reader": ["Your key may read links, but not create them.", "Ihr Schlüssel darf Links lesen, aber nicht erstellen.", "Votre clé permet de lire les liens, mais pas d’en créer.", "Su clave permite leer enlaces, pero no crearlos."],
    "create.share": ["Share", "Teilen", "Partager", "Compartir"],
    "create.tags": ["Tags", "Tags", "Tags", "Etiquetas"],
    "create.tags_hint": ["Separated by commas.", "Durch Kommas getrennt.", "Séparés par des virgules.", "Separadas por comas."],
    "create.title": ["Create a link", "Link erstellen", "Créer un lien", "Crear un enlace"],
    "create.url": ["Long URL", "Lange URL", "URL longue", "URL larga"],
    "create.utm": ["UTM parameters", "UTM-Parameter", "Paramètres UTM", "Parámetros UTM"],
    "create.utm_campaign": ["Campaign name", "Kampagnenname", "Nom de la campagne", "Nombre de la campaña"],
    "create.utm_content": ["Content", "Inhalt", "Contenu", "Contenido"],
    "create.utm_hint": ["They are added to the long URL.", "Sie werden an die lange URL angehängt.", "Ils sont ajoutés à l’URL longue.", "Se añaden a la URL larga."],
    "create.utm_medium": ["Medium", "Medium", "Support", "Medio"],
    "create.utm_source": ["Source", "Quelle", "Source", "Fuente"],
    "create.utm_term": ["Term", "Suchbegriff", "Terme", "Término"],

    // Events

    // Link

    // Links
    "links.actions": ["Actions", "Aktionen", "Actions", "Acciones"],
    "links.add_tags": ["Add tags", "Tags hinzufügen", "Ajouter des tags", "Añadir etiquetas"],
    "links.bulk": ["Chosen links", "Ausgewählte Links", "Liens choisis", "Enlaces elegidos"],
    "links.campaign": ["Campaign", "Kampagne", "Campagne", "Campaña"],
    "links.changed": [{ one: "{n} link changed.", other: "{n} links changed." }, { one: "{n} Link geändert.", other: "{n} Links geändert." }, { one: "{n} lien modifié.", other: "{n} liens modifiés." }, { one: "{n} enlace modificado.", other: "{n} enlaces modificados." }],
    "links.choose": ["Choose {code}", "{code} auswählen", "Choisir {code}", "Elegir {code}"],
    "links.choose_all": ["Choose all shown", "Alle angezeigten auswählen", "Choisir tous les liens affichés", "Elegir todos los mostrados"],
    "links.chosen": [{ one: "{n} chosen", other: "{n} chosen" }, { one: "{n} ausgewählt", other: "{n} ausgewählt" }, { one: "{n} choisi", other: "{n} choisis" }, { one: "{n} elegido", other: "{n} elegidos" }],
    "links.clear": ["Clear filters", "Filter zurücksetzen", "Effacer les filtres", "Borrar filtros"],
    "links.clicks": ["Clicks", "Klicks", "Clics", "Clics"],
    "links.collected": [{ one: "{n} link…", other: "{n} links…" }, { one: "{n} Link …", other: "{n} Links …" }, { one: "{n} lien…", other: "{n} liens…" }, { one: "{n} enlace…", other: "{n} enlaces…" }],
    "links.copy_code": ["Copy {code}", "{code} kopieren", "Copier {code}", "Copiar {code}"],
    "links.create_first": ["Create your first link", "Ersten Link erstellen", "Créer votre premier lien", "Crear su primer enlace"],
    "links.created": ["Created", "Erstellt", "Créé", "Creado"],
    "links.delete": ["Delete", "Löschen", "Supprimer", "Eliminar"],
    "links.delete_many": [{ one: "Delete {n} link? It stops working at once.", other: "Delete {n} links? They stop working at once." }, { one: "{n} Link löschen? Er funktioniert sofort nicht mehr.", other: "{n} Links löschen? Sie funktionieren sofort nicht mehr." }, { one: "Supprimer {n} lien ? Il cesse aussitôt de fonctionner.", other: "Supprimer {n} liens ? Ils cessent aussitôt de fonctionner." }, { one: "¿Eliminar {n} enlace? Deja de funcionar de inmediato.", other: "¿Eliminar {n} enlaces? Dejan de funcionar de inmediato." }],
    "links.delete_one": ["Delete {code}? It stops working at once.", "{code} löschen? Der Link funktioniert sofort nicht mehr.", "Supprimer {code} ? Le lien cesse aussitôt de fonctionner.", "¿Eliminar {code}? El enlace deja de funcionar de inmediato."],
    "links.deleted": [{ one: "{n} link deleted.", other: "{n} links deleted." }, { one: "{n} Link gelöscht.", other: "{n} Links gelöscht." }, { one: "{n} lien supprimé.", other: "{n} liens supprimés." }, { one: "{n} enlace eliminado.", other: "{n} enlaces eliminados." }],
    "links.deleting": ["Deleting", "Wird gelöscht", "Suppression", "Eliminando"],
    "links.destination": ["Destination", "Ziel", "Destination", "Destino"],
    "links.disable": ["Disable", "Deaktivieren", "Désactiver", "Desactivar"],
    "links.edit": ["Edit", "Bearbeiten", "Modifier", "Editar"],
    "links.edit_code": ["Edit {code}", "{code} bearbeiten", "Modifier {code}", "Editar {code}"],
    "links.enable": ["Enable", "Aktivieren", "Activer", "Activar"],
    "links.filters": ["Filters", "Filter", "Filtres", "Filtros"],
    "links.kind": ["Made for", "Erstellt für", "Créés pour", "Creados para"],
    "links.kind.all": ["anything", "alles", "tout", "todo"],
    "links.kind.none": ["people", "Personen", "des personnes", "personas"],
    "links.kind.only": ["messages", "Nachrichten", "des messages", "mensajes"],
    "links.link": ["Link", "Link", "Lien", "Enlace"],
    "links.none": ["No links yet. A short link redirects to a long URL and counts who clicks.", "Noch keine Links. Ein kurzer Link leitet auf eine lange URL weiter und zählt die Klicks.", "Aucun lien pour l’instant. Un lien court redirige vers une URL longue et compte les clics.", "Aún no hay enlaces. Un enlace corto redirige a una URL larga y cuenta los clics."],
    "links.none_found": ["No link matches these filters.", "Kein Link entspricht diesen Filtern.", "Aucun lien ne correspond à ces filtres.", "Ningún enlace coincide con estos filtros."],
    "links.progress": ["{done} of {n}", "{done} von {n}", "{done} sur {n}", "{done} de {n}"],
    "links.restorable": ["Can be restored until {time}", "Wiederherstellbar bis {time}", "Restaurable jusqu’au {time}", "Se puede restaurar hasta el {time}"],
    "links.restore": ["Restore", "Wiederherstellen", "Restaurer", "Restaurar"],
    "links.restore_code": ["Restore {code}", "{code} wiederherstellen", "Restaurer {code}", "Restaurar {code}"],
    "links.restored": [{ one: "{n} link restored.", other: "{n} links restored." }, { one: "{n} Link wiederhergestellt.", other: "{n} Links wiederhergestellt." }, { one: "{n} lien restauré.", other: "{n} liens restaurés." }, { one: "{n} enlace restaurado.", other: "{n} enlaces restaurados." }],
    "links.restoring": ["Restoring", "Wird wiederhergestellt", "Restauration", "Restaurando"],
    "links.sort": ["Order", "Reihenfolge", "Ordre", "Orden"],
    "links.sort.clicks": ["most clicks first", "meiste Klicks zuerst", "plus cliqués d’abord", "más clics primero"],
    "links.sort.newest": ["newest first", "neueste zuerst", "plus récents d’abord", "más recientes primero"],
    "links.state": ["State", "Zustand", "État", "Estado"],
    "links.state.any": ["any", "alle", "tous", "todos"],
    "links.state.deleted": ["deleted", "gelöscht", "supprimé", "eliminado"],
    "links.state.disabled": ["disabled", "deaktiviert", "désactivé", "desactivado"],
    "links.state.expired": ["expired", "abgelaufen", "expiré", "caducado"],
    "links.state.live": ["live", "aktiv", "actif", "activo"],
    "links.state.not_yet": ["not valid yet", "noch nicht gültig", "pas encore valide", "aún no válido"],
    "links.state.used_up": ["click limit reached", "Klicklimit erreicht", "limite de clics atteinte", "límite de clics alcanzado"],
    "links.statistics": ["Statistics", "Statistik", "Statistiques", "Estadísticas"],
    "links.stop": ["Stop", "Anhalten", "Arrêter", "Detener"],
    "links.tag": ["Tag", "Tag", "Tag", "Etiqueta"],
    "links.text": ["URL or title contains", "URL oder Titel enthält", "URL ou titre contient", "URL o título contiene"],
    "links.title": ["Links", "Links", "Liens", "Enlaces"],

    // Messages

    // Opt-outs

    // Overview
    "overview.title": ["Overview", "Übersicht", "Aperçu", "Resumen"],

    // Preview
    "preview.open": ["Open the link", "Link öffnen", "Ouvrir le lien", "Abrir el enlace"],
    "preview.title": ["Where this link goes", "Wohin dieser Link führt", "Où mène ce lien", "Adónde lleva este enlace"],

    // Search

    // Settings

    // Sign in
    "sign_in.button": ["Sign in", "Anmelden", "Se connecter", "Iniciar sesión"],
    "sign_in.hint": ["The administrator creates API keys with curt key add.", "Der Administrator erstellt API-Schlüssel mit curt key add.", "L’administrateur crée les clés d’API avec curt key add.", "El administrador crea las claves de API con curt key add."],
    "sign_in.key": ["API key", "API-Schlüssel", "Clé d’API", "Clave de API"],
    "sign_in.title": ["Sign in", "Anmelden", "Connexion", "Iniciar sesión"],
};
